"""Sentence forms of papers: letters, recipes, instructions and rhymes."""

PAPERS = """
== dear
Dear {name2},
== letter how
How are you?
I think of you every day.
Thank you for your letter.
+ I hope that you are well.
== letter place
I am {at_place} now.
We are {at_place} this week.
I came here on {day}, and now I am {at_place}.
== letter weather
It is [warm|cold|hot] here.
It rains all day, but I am not sad.
Every day the sky is blue.
+ The wind here is so strong that it took my hat.
== letter news
On {day} I found {a_adj} {thing} in the grass.
I have a new friend called {name3}.
My {pet} ate my {snack}.
I lost my {thing}, but {name3} found it in the {box}.
I can swim now!
+ At night there was a noise, but it was only the {pet}.
== letter learned
I must tell you what I learned.
Did you know this?
{name3} told me something.
The teacher told us something new.
== letter ask
Do you have my {thing2}?
When will you come to see me?
Will you write to me soon?
I have {a_thing2} for you.
== letter miss
I will be home on {day}.
Give the {pet} a kiss from me.
Say hello to {name3}.
+ I miss you very much.
== letter end
Your friend, {name}.
Love, {name}.

; recipes and instructions
== recipe title
How to make {dish}:
This is how you make {dish}.
{name} told me how to make {dish}.
== recipe need
You need {ingredient1}, {ingredient2} and {ingredient3}.
Take {ingredient1}, {ingredient2} and {ingredient3}.
== recipe wash
First wash your hands.
First find a big pot.
== recipe first
Put the {ingredient1} in a pot.
Take a pot and put the {ingredient1} in it.
== recipe second
Then put in the {ingredient2}.
Now it is time for the {ingredient2}.
== recipe third
Last of all put in the {ingredient3}.
Put in a little {ingredient3}, but not too much.
== recipe heat
Cook it for {number} minutes.
Make it hot and wait for {number} minutes.
== recipe eat
Eat it while it is hot.
Give half of it to a friend.
Do not eat it all alone!
== plant title
How to grow {plant}:
This is how you grow {plant}.
== plant steps
First dig a little hole.
Put a seed in the hole.
Give it water every day.
Then wait for the sun.
Say good morning to it.
== plant end
Soon you will see a green leaf.
Soon you will have {plant}.
== find title
How to find a lost {thing}:
This is what to do if your {thing} is gone.
== find steps
Do not cry.
First sit down and think.
Look in the {box}.
Then look under the bed.
Ask {name} and {name2}.
== find end
If it is not there, look in the {box2}.
You will find it where you put it.
== sleep title
How to fall asleep:
This is what to do when you can not sleep.
== sleep steps
Close your eyes.
Think of something good.
Count the sheep.
Drink some hot milk.
Hear the rain fall.
== sleep end
Soon it will be morning.
Then you will sleep like {a_animal}.

; rhymes
== rhyme
{name} had a little cat, / It slept all day in an old red hat. / It woke at night and saw a bat, / \
And that was the end of that.
The day is gone, the sun is red, / Good night to you, go to bed, go to bed. / \
The owl can see, the hen can not, / And {name} forgot what {he} forgot.
Rain, rain, go away, / {name} and {name2} want to play. / Sun, sun, come and stay, / And make it warm for us today.
One, two, a hat for you, / Three, four, a cat at the door, / Five, six, a hen with chicks, / \
Seven, eight, do not be late!
{name} went to sea in a little blue boat, / With {a_snack} and a cup and a very old goat. / \
The wind blew left, the wind blew right, / And {he} was home before the night.
+ A bee and a bear sat down for tea, / "The honey is mine," said the little bee. / \
"Then I will have bread," said the big brown bear, / "There is so much honey, and you will not share."
+ {name} had a ball, and the ball was red, / {He} took it with {him} into bed. / \
The ball fell down in the middle of the night, / And the cat ran off with it, out of sight.
+ A mouse went out to see the town, / The sun came up, the sun went down. / It saw a cat, it ran back home, / \
And never again it went alone.
"""
