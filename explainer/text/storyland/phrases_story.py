"""Sentence forms of stories about things and friends, by event. A form that begins with `+` is for richer worlds."""

STORY = """
; who says it: after the words and before them; glad and sad where the mood is known
== says
said {name}.
{who} said.
== says glad
said {name}.
{who} said.
said {name} with a smile.
+ said {name} and jumped for joy.
== says sad
said {name}.
{who} said.
said {name} with a sad face.
+ said {name} in a low voice.
== asks
asked {name}.
{who} asked.
== cries
cried {name}.
{who} cried.
== says first
{Who} said,
== asks first
{Who} asked,
== cries first
{Who} cried,

; beginnings
== fine day
It was a [warm|good|fine] [morning|day].
The sun was shining.
The sky was blue, and the birds were singing.
+ There was not a cloud in the sky.
+ It was spring, and the town was full of flowers.
== rainy day
It was a [cold|wet] day.
It rained and rained.
All day it rained, and nobody wanted to go out.
+ The rain was falling on the roofs of the town.
== meet
{name} and {name2} were good friends.
{name} and {name2} were {at_place}.
{name} was at the house of {name2}.
On {day} {name} came to see {name2}.
+ {name} and {name2} lived next door to each other.
== alone
{name} was alone at home.
{name} was {at_place}.
On {day} {name} was {at_place}.
Nobody was at home but {name}.
== has
{Who} had {a_adj} {thing}.
{Who} got {a_adj} {thing} from {his} [mother|father].
{name} held {a_adj} {thing} in {his} hand.
{Who} had {a_adj} {thing} and was happy.
+ {Who} had many things, but only one {thing}.
== loves
{Who} loved the {thing} very much.
The {thing} was the best thing {he} had.
{Who} took the {thing} everywhere.
{Who} took the {thing} to bed at night.
+ {Who} would not give the {thing} away for all the gold in the world.

; putting, moving, looking
== put
{Who} put the {thing} in the {box}.
{Who} put the {thing} in the {box} and closed it.
{Who} [quickly|slowly] put the {thing} in the {box}.
Then {name} put the {thing} in the {box}.
+ {Who} hid the {thing} in the {box}.
== move
{Who} took the {thing} out of the {box} and put it in the {box2}.
{Who} moved the {thing} from the {box} to the {box2}.
{Who} quickly moved the {thing} from the {box} to the {box2}.
+ {Who} opened the {box}, took out the {thing} and hid it in the {box2}.
== why move
{Who} wanted to play a little joke.
{Who} needed the {box} for the apples.
"The {box} is too small for it," said {name}.
+ "What a mess," said {name}, who liked a tidy room.
== watched
{name2} was there too.
{name2} saw it.
{name2} was there and saw it.
{name2} looked on and said nothing.
== leave play
Then {name} went out to play.
{Who} went out to play with the dog.
== return play
Tired and happy, {name} came back and wanted the {thing}.
Soon {name} came in again and wanted the {thing}.
== leave wash
Then {name} went to wash {his} hands.
{Who} went away to wash {his} face and hands.
== return wash
With clean hands {name} came back.
{name} came back with clean hands and wanted the {thing}.
== leave place
Then {name} went to the {place}.
{Who} had to go to the {place}.
== return place
When {name} came back from the {place}, {he} wanted the {thing}.
Soon {name} was back from the {place}.
== leave bed
Then {name} went to bed and slept.
It was late, and {name} went to bed.
== return bed
In the morning {name} wanted the {thing}.
The next morning {name} woke up and wanted the {thing}.
== saw it
But {name} stood at the window and saw it all.
But {name} was behind the door and saw it all.
Through a hole in the door {name} saw everything.
== not seen
{name} did not see it.
{name} did not know about it.
Nobody told {name}.
How could {name} know?
== look in
{Who} opened the {box}.
{Who} looked in the {box}.
{name} ran to the {box} and opened it.
+ {name} turned the {box} upside down.
== not there
The {thing} was not there.
The {thing} was not in the {box}.
But the {box} was empty.
There was no {thing} in it.
== surprised
{Who} was very surprised.
{name} looked and looked.
{name} made big eyes.
{Who} could not believe it.
+ {name} rubbed {his} eyes.
== where is it
Where is my {thing}?
Who took my {thing}?
{name2}, did you see my {thing}?
Where can my {thing} be?
== it is in
I put it in the {box}.
Look in the {box}.
It is in the {box} now.
It did not run away, it is in the {box}.
== found
{Who} found the {thing} in the {box}.
And there was the {thing}, in the {box}.
{Who} opened the {box} and found the {thing}.
And what was in the {box}? The {thing}!
== knew
{Who} knew where it was.
{name} did not have to look for it.
{name} had to smile.
== tricked
I saw you, {name2}!
I know what you did!
I was at the window and saw it all!
+ You can not trick me!
== laugh
They both laughed.
{name} and {name2} laughed and laughed.
{name} laughed, and {name2} laughed too.
+ They laughed until it hurt.
== thanks
Thank you, {name2}!
You are a good friend, {name2}.
Oh, thank you, {name2}!
== welcome
It was nothing.
That is what friends are for.
I am happy to help.
== sorry
I am sorry, {name2}.
I am so sorry.
+ Please forgive me, {name2}.
== only a joke
I am sorry, it was only a joke.
Sorry, {name2}, it was only a little joke.
I only wanted to make you laugh.
== happy end
{name} was very happy.
{name} went home with a smile.
It was the best day of the week.
That night {name} slept very well.
+ And if the moon could smile, it smiled too.
== friends end
They were friends for ever.
From then on they shared everything.
{name} and {name2} went home hand in hand.
It was a good day for {name} and {name2}.
+ Ever since, you never see {name} without {name2}.
== forgot
Then {name} forgot about it.
{name} soon forgot about it.
Then many days went by.
== lost
One day {name} could not find the {thing}.
But on {day} the {thing} was gone.
One morning {name} did not know where the {thing} was.
== cried
{Who} was sad and began to cry.
{Who} sat down and cried.
{name} felt very {bad}.
+ A tear ran down the nose of {name}.
== let us look
Do not cry, {name2}.
I will help you to look for it.
Let us look for it together.
We will find it, {name2}.
== only there
There was only {a_thing2} in it.
There was nothing in it but {a_thing2}.
{Who} saw {a_thing2}, but no {thing}.
== promise
Next time I will remember it.
I will never forget it again.
From now on I will be more careful.

; wishes, gifts and swaps
== wants
{name} wanted {a_thing} more than anything.
Every night {name} dreamed of {a_thing}.
{name} did not have {a_thing} and wanted one.
{name} had everything but {a_thing}.
== knows wish
{name} knew about it and had an idea.
{name} heard about it and had an idea.
{name} wanted to make {name2} happy.
== buys
{Who} went to the shop and bought {a_adj} {thing}.
{Who} took all {his} money and bought {a_adj} {thing}.
At the shop {name} bought {a_adj} {thing}.
+ For three weeks {name} saved {his} money, and then {he} bought {a_adj} {thing}.
== birthday
Soon it was the birthday of {name}.
On {day} it was {his} birthday.
On {day} {name} had {his} birthday.
== for you
This is for you, {name2}.
Open the {box}, {name2}!
There is something in the {box} for you.
== opens gift
{Who} opened the {box} and saw {a_adj} {thing}.
In the {box} {name} found {a_adj} {thing}.
{Who} looked in the {box}, and there was {a_adj} {thing}!
== just what
I always wanted {a_thing}!
How did you know?
I will never lose it!
== wants the
{Who} wanted the {thing}.
{name} looked at the {thing} for a long time.
{Who} liked the {thing} very much.
== can we swap
Will you give me the {thing} for my {thing2}?
I give you my {thing2}, and you give me the {thing}.
Do you want my {thing2} for your {thing}?
== yes swap
Yes, I would like that.
Yes, let us do that.
Yes, I like your {thing2} more than my {thing}.
== no swap
No, it was a gift.
No, I love my {thing} too much.
No, never!
== swapped
Now {name} had the {thing} and {name2} had the {thing2}.
So {name} got the {thing}, and {name2} got the {thing2}.
{name} gave {name2} the {thing2} and took the {thing}.
== no matter
But {name2} was not angry.
So they played with the {thing} together.
In the end they shared the {thing}.

; from hand to hand
== gives on
{name} gave the {thing} to {name2}.
Then {name} gave the {thing} to {name2}.
So {name} gave it to {name2}.
+ Before long {name} passed the {thing} on to {name2}.
== why give
{name2} wanted to play with it.
{name2} was sad and had nothing to play with.
"May I have it?" asked {name2}.
"You can keep it," {name} said to {name2}.
== has now
Now {name} has the {thing}.
Now the {thing} is in the hands of {name}.
In the end it was {name} who had the {thing}.
== who has
Who has the {thing} now?
Where is the {thing} now?
== has answer
{name2} has it.
It is with {name2}.

; food and kindness
== has food
{Who} had {a_snack} [for lunch|in {his} bag].
{name} got {a_snack} from {his} mother.
{Who} found {a_snack} under a tree.
== hungry
{name} was very hungry.
{name} had nothing to eat.
{name} looked at the {snack} with big eyes.
+ The stomach of {name} made a sound like a bear.
== gives half
{name} gave {name2} half of the {snack}.
{name} shared the {snack} with {name2}.
{name} cut the {snack} in two and gave {name2} one half.
== eats alone
But {name} ate the {snack} alone.
{name} did not want to share and ate the {snack} alone.
+ {name} turned away and ate the whole {snack}.
== next day
The next day {name} had nothing to eat.
The next day it was {name} who was hungry.
== gives back
{name} remembered it and gave {name2} {a_snack}.
So {name} gave {name2} {a_snack}.
{name} had {a_snack} and gave it to {name2}.
== gives anyway
But {name} gave {name2} {a_snack}.
{name} could be angry, but {he} gave {name2} {a_snack}.
== ashamed
{name} felt bad about it.
{name} was red in the face and said nothing.
{name} looked at {his} feet.
== tasted
It was very good.
Nothing was ever so good.
+ It tasted of summer.

; breaking and telling
== breaks
{name} sat down on the {thing}, and it broke.
{name} played with it, and it fell down and broke.
{name} wanted to play with the {thing}, and it broke in two.
== hides it
{Who} was afraid and hid the {thing} in the {box}.
{name} quickly hid the {thing} in the {box}.
== tells
I broke your {thing}.
It was me, {name2}, I broke the {thing}.
{name2}, your {thing} is in the {box}, and it is broken.
== forgive
Thank you for telling me.
It is only {a_thing}.
I am not angry with you.
== mend
Together they made the {thing} as good as new.
{name} and {name2} mended it together.
They mended the {thing} that evening.
"""
