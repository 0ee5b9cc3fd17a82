"""Sentence forms of papers: letters, recipes and instructions, rhymes, quizzes."""

PAPERS = """
== dear
Dear {name2},
== letter how
How are you?
I hope you are well.
I think of you every day.
Thank you for your letter.
== letter place
I am {at_place} now.
We are {at_place} this week.
I came here on {day}.
== letter weather
It is [warm|cold|hot] here, and the sun is shining.
It rains all day, but I am not sad.
The wind is so strong that it took my hat.
Here the sky is always blue.
== letter news
On {day} I found {a_adj} {thing} in the grass.
I have a new friend called {name3}.
My {pet} ate my {snack}.
Yesterday I lost my {thing}, but {name3} found it in the {box}.
I can swim now!
Last night I heard a noise, but it was only the {pet}.
== letter learned
I must tell you what I learned.
Did you know this?
{name3} told me something.
My teacher told us something new.
== letter ask
Can you send me my {thing}?
Do you still have my {thing}?
When will you come to see me?
Will you write to me soon?
I put my {thing} in the {box} for you.
== letter miss
I miss you very much.
I will be home on {day}.
Give the {pet} a kiss from me.
Say hello to {name3}.
== letter end
Your friend, {name}.
Love, {name}.
With love from {name}.

; recipes and instructions
== recipe title
How to make {dish}:
This is how you make {dish}.
{name} told me how to make {dish}.
== recipe need
You need {ingredient1}, {ingredient2} and {ingredient3}.
For this you need {ingredient1}, {ingredient2} and {ingredient3}.
Take {ingredient1}, {ingredient2} and {ingredient3}.
== recipe wash
First wash your hands.
First put on an old shirt.
First find a big bowl.
== recipe first
Put the {ingredient1} in a bowl.
Take a bowl and put the {ingredient1} in it.
== recipe second
Then add the {ingredient2}.
Add the {ingredient2} and stir it slowly.
Now comes the {ingredient2}.
== recipe third
Last of all you add the {ingredient3}.
Then cut the {ingredient3} and put it on top.
Put in a little {ingredient3}, but not too much.
== recipe heat
Cook it for {number} minutes.
Put it in the oven and wait.
Wait until it is hot.
== recipe eat
Eat it while it is hot.
Give some of it to a friend.
Do not eat it all at once!
Share it with somebody you like.
== plant title
How to grow {plant}:
This is how you grow {plant}.
== plant steps
First dig a little hole.
Put a seed in the hole.
Give it water every day.
Then wait for the sun.
Do not forget to talk to it.
== plant end
Soon you will see a green leaf.
After some weeks you can pick it.
If nothing comes, try again.
== find title
How to find a lost {thing}:
What to do if your {thing} is gone:
== find steps
Do not cry.
First sit down and think.
Where did you see it last?
Look in the {box}.
Then look under the bed.
Ask {name} and {name2}.
== find end
If it is not there, look in the {box2}.
You will find it where you put it.
Most things are in the {box2}.
== sleep title
How to fall asleep:
What to do when you can not sleep:
== sleep steps
Close your eyes.
Think of something nice.
Count the sheep.
Drink some warm milk.
Put out the light.
Listen to the rain.
== sleep end
Soon it will be morning.
Good night!
Then you will sleep like a {animal}.

; rhymes
== rhyme
{name} had a little cat, / It slept all day in an old red hat. / It woke at night and caught a fly, / And then it told the moon goodbye.
The moon is up, the day is done, / Good night to all and everyone. / The owl is awake, the hen is in bed, / And {name} has a song in {his} head.
{name} went to sea in a little blue boat, / With {a_snack} and a cup and a big warm coat. / The wind blew left, the wind blew right, / And {he} was home before the night.
Rain, rain, go away, / {name} and {name2} want to play. / Sun, sun, come and stay, / And dry our shoes for us today.
One, two, a hat for you, / Three, four, a cat at the door, / Five, six, a bag full of sticks, / Seven, eight, do not be late!
A bee and a bear sat down for tea, / "The honey is mine," said the little bee. / "Then I will have bread," said the big brown bear, / "There is so much honey, and you will not share."
{name} had a ball, and the ball was red, / {He} took it with {him} into bed. / The ball fell down in the middle of the night, / And the cat ran off with it, out of sight.
A mouse went out to see the town, / The sun came up, the sun went down. / It saw a cat, it ran back home, / And never again it went alone.
"""
