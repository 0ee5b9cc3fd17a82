"""Sentence forms of stories, by event."""

STORY = """
; who says it, after and before the words
== says
said {name}.
{who} said.
said {name} with a smile.
== asks
asked {name}.
{who} asked.
== cries
cried {name}.
{who} cried.
said {name}.
== says first
{Who} said,
== asks first
{Who} asked,
== cries first
{Who} cried,

; beginnings
== fine day
It was a [sunny|warm|fine] [morning|day].
The sun was shining [over the town|on the grass|].
There was not a cloud in the sky.
It was spring, and the birds were singing.
== rainy day
It was a [rainy|wet] [morning|day].
It rained and rained.
The rain was falling on the roof.
All day it rained, and nobody wanted to go out.
== any day
One [morning|day] {name} woke up early.
It was {day} [morning|].
One day {name} went to the {place} with {name2}.
{name} and {name2} were {at_place}.
{name} and {name2} were good friends.

== has
{Who} had {a_adj} {thing}.
{Who} got {a_adj} {thing} from {his} [mother|father].
There was {a_adj} {thing}, and it was {his} own.
{name} held {a_adj} {thing} in {his} hand.
== loves
{Who} loved the {thing} very much.
The {thing} was the best thing {he} had.
{Who} took the {thing} everywhere.
No {thing} in the world was as good as this one.

; putting, moving, looking
== put
{Who} put the {thing} in the {box}.
{Who} put the {thing} in the {box} and closed it.
{Who} [quickly|carefully] put the {thing} in the {box}.
So {name} put the {thing} in the {box}.
== move
{Who} took the {thing} out of the {box} and put it in the {box2}.
{Who} moved the {thing} from the {box} to the {box2}.
{Who} quietly moved the {thing} from the {box} to the {box2}.
== why move
{Who} wanted to play a little joke.
{Who} needed the {box} for the apples.
{Who} wanted to make the room tidy.
"The {box} is too small for it," thought {name}.
== go away
Then {name} went out to play.
Then {name} went to wash {his} hands.
Then {name} went to the {place}.
Then {name} went to bed and slept.
== saw it
{name} stood at the window and saw it all.
But {name} was at the door and saw everything.
== not seen
{name} did not see it.
{name} was away and did not know about it.
Nobody told {name}.
== come back
[Soon|Later|After an hour] {name} came back.
When {name} came back, {he} wanted the {thing}.
In the evening {name} came home.
Then {name} came back and wanted to play with the {thing}.
== look in
{Who} opened the {box}.
{Who} looked in the {box}.
[First|Quickly] {name} looked in the {box}.
Then {name} opened the {box}.
== not there
The {thing} was not there.
The {thing} was not in the {box}.
But the {box} was empty.
There was no {thing} in it.
== surprised
{Who} was very surprised.
{name} looked and looked.
{Who} could not believe it.
{name} made big eyes.
== where is it
Where is my {thing}?
Who took my {thing}?
{name2}, did you see my {thing}?
Where can my {thing} be?
== it is in
I put it in the {box}.
Look in the {box}.
It is in the {box} now.
You will find it in the {box}.
== found
{Who} found the {thing} in the {box}.
And there was the {thing}, in the {box}.
{Who} opened the {box} and found the {thing}.
There {he} found the {thing} in the {box}.
== knew
{Who} knew where it was.
{name} did not have to look for it.
That was easy, for {name} knew.
== tricked
You can not trick me!
I saw you, {name2}!
I know what you did!
== both laugh
They both laughed.
{name} and {name2} laughed and laughed.
Then they played together until dinner.
{name} laughed, and {name2} laughed too.
== thanks
Thank you, {name2}!
Thank you so much!
You are a good friend, {name2}.
Oh, thank you, {name2}!
== welcome
You are welcome.
It was nothing.
That is what friends are for.
I am happy to help.
== sorry
I am sorry, {name2}.
I am so sorry.
Sorry, {name2}, it was only a joke.
== happy end
{name} was very happy.
{name} went home with a smile.
It was the best day of the week.
That night {name} slept very well.
And {name} was happy again.
== friends end
They were friends for ever.
From that day on they shared everything.
{name} and {name2} went home hand in hand.
It was a good day for {name} and {name2}.
== lost
One day {name} could not find the {thing}.
But on {day} the {thing} was gone.
Then, one [morning|evening], {name} did not know where the {thing} was.
== cried
{Who} was sad and began to cry.
A tear ran down {his} nose.
{Who} sat down and cried.
{Who} felt very {bad}.
== let us look
Do not cry, {name2}.
I will help you to look for it.
Let us look for it together.
We will find it, {name2}.
== forgot
Then {name} forgot about it.
But {he} soon forgot it.
Then many days went by.
== only there
There was only {a_thing2} in it.
There was nothing in it but {a_thing2}.
{Who} saw {a_thing2}, but no {thing}.
== promise
From now on I will not lose it.
Next time I will remember.
I will never forget it again.

; wishes, gifts and swaps
== wants
{Who} wanted {a_thing} more than anything.
More than anything, {name} wanted {a_thing}.
Every night {name} dreamed of {a_thing}.
{Who} did not have {a_thing} and wanted one.
== birthday
Soon it was the birthday of {name}.
On {day} it was {his} birthday.
On {day} {name} had {his} birthday.
== knows wish
{name} knew about it.
{name} heard about it and had an idea.
{name} wanted to make {name2} happy.
{name} was a good friend and had a plan.
== buys
{Who} went to the shop and bought {a_adj} {thing}.
{Who} took all {his} money and bought {a_adj} {thing}.
At the shop {name} found {a_adj} {thing} and bought it.
== for you
This is for you, {name2}.
Open the {box}, {name2}!
There is something in the {box} for you.
Here is a gift for you.
== opens gift
{Who} opened the {box} and saw {a_adj} {thing}.
In the {box} was {a_adj} {thing}.
{Who} looked in the {box}, and there was {a_adj} {thing}!
== just what
It is just what I wanted!
How did you know?
I will never lose it!
== wants the
{Who} wanted the {thing}.
{name} looked at the {thing} for a long time.
{Who} liked the {thing} very much.
== can we swap
Will you give me the {thing} for my {thing2}?
I give you my {thing2}, and you give me the {thing}.
Do you want to swap the {thing} for my {thing2}?
== yes swap
Yes, that is fair.
Yes, let us swap.
Yes, I would like that.
== no swap
No, I want to keep it.
No, it was a gift.
No, I love it too much.
== swapped
Now {name} had the {thing} and {name2} had the {thing2}.
So {name} got the {thing}, and {name2} got the {thing2}.
{name} gave {name2} the {thing2} and took the {thing}.
== waits
{name} was not angry.
So they played with the {thing} together.
In the end they shared the {thing}.

; food and kindness
== has food
{Who} had {a_snack} [for lunch|in {his} bag|].
{name} had {a_snack} in {his} bag.
{name} got {a_snack} from {his} mother.
== hungry
{Who} was very hungry.
{Who} had nothing to eat.
{Who} forgot {his} lunch at home.
{name} looked at the {snack} with big eyes.
== gives half
{name} cut the {snack} in two and gave {name2} one half.
{name} gave {name2} half of the {snack}.
{name} shared the {snack} with {name2}.
== eats alone
{name} did not want to share and ate the {snack} alone.
But {name} ate the {snack} alone.
{name} turned around and ate the whole {snack}.
== next day
The next day {name} had nothing to eat.
A day later {name} was the hungry one.
The next day it was {name} who was hungry.
== gives back
{name} remembered and gave {name2} {a_snack}.
So {name} gave {name2} {a_snack}.
Then {name} took out {a_snack} and gave it to {name2}.
== ashamed
{Who} felt bad about it.
{name} turned red and said nothing.
{Who} was sorry about the day before.
== tasted
It was very good.
Nothing ever tasted so good.
It tasted of summer.

; weather
== go out
{name} and {name2} went to the {place} with {a_toy}.
They took {a_toy} and went to the {place}.
"Let us go to the {place}," said {name}.
== play
They ran and played with the {toy}.
They played with the {toy} all morning.
They had fun with the {toy}.
== rain comes
Then a big black cloud came, and it began to rain.
Suddenly it began to rain.
Then the wind came, and the rain came after it.
Drip, drop, it began to rain.
== run home
They ran home as fast as they could.
They ran under a big tree.
They ran and ran, but they got very wet.
== wet
{His} hair was wet, and so were {his} feet.
{Who} was wet from head to foot.
There was water in {his} shoes.
{Who} was as wet as a fish.
== tea
{name2} gave {him} a hot cup of tea.
They sat by the fire and drank hot milk.
They put on dry clothes and had some soup.
They sat at the window and counted the drops.
== rainbow
Then the sun came out again, and there was a rainbow.
In the evening the rain stopped.
Soon the sky was blue again.

; breaking and telling
== breaks
By accident {name} sat on the {thing}, and it broke.
{name} played with it, and it fell down and broke.
Then the {thing} fell on the floor and broke in two.
== hides it
{Who} was afraid and hid it in the {box}.
{name} quickly hid the {thing} in the {box}.
{Who} did not want to tell and put it in the {box}.
== tells
I broke your {thing}.
It was me, {name2}, I broke the {thing}.
I must tell you something about your {thing}.
== forgive
Thank you for telling me.
It is only {a_thing}.
I am not angry with you.
We can mend it together.
== mend
They mended the {thing} with glue.
Together they made the {thing} as good as new.
{name} and {name2} mended it in the evening.

; animals
== pet
{name} had {a_pet} called {petname}.
{name} had a little {pet}, and its name was {petname}.
At home {name} had {a_pet} with the name {petname}.
== pet gone
One day {petname} was gone.
But in the evening {petname} did not come home.
One morning {petname} was not in the house.
== call
{Who} called and called.
{name} and {name2} looked everywhere.
{name} looked under the bed and behind the door.
== hear
Then {name} heard something: "{Sound}!"
"{Sound}!" It came from the {box}.
"{Sound}!" Something was in the {box}.
Suddenly {name} heard a little "{sound}" behind a tree.
== pet found
{petname} was sitting in the {box}.
It was {petname}, and {petname} was asleep.
There was {petname}, with three little ones.
There was {petname} with a happy face.
== noise
At night {name} heard something at the window.
It was dark, and {name} could not sleep.
In the middle of the night {name} woke up.
== noise is
"{Sound}," it said in the dark.
"{Sound}!" it said, and then again, "{sound}!"
Something said, "{Sound}!"
== afraid
{Who} was afraid and hid under the bed.
{Who} was afraid and took {name2} by the hand.
"Is it a ghost?" asked {name}.
== only
It is only {a_animal}.
Do not be afraid, it is {a_animal}.
That is no ghost, that is {a_animal}.
== visit
{name} and {name2} went to the [farm|zoo|forest].
On {day} {name} and {name2} went to the [farm|zoo|forest].
== sees animal
There they saw {a_animal}.
First they saw {a_animal}.
Then they came to {a_animal}.
Behind a tree was {a_animal}.
{name} pointed at {a_animal}.
== like it
I like it.
I want to take it home!
It looks just like {name2}.
It is so big!
It is looking at us!
== visit end
It was time to go home, but nobody wanted to.
They went home tired and happy.
At home they talked about the {animal} all evening.
That night {name} dreamed of the {animal}.

; a race
== race
{name} and {name2} wanted to know who was faster.
"I am faster than you," said {name} to {name2}.
One day {name} and {name2} ran a race to the {place}.
== lead
At first {name} was far in front.
{name} ran like the wind.
Soon {name} was far ahead.
== rest
"I have so much time," thought {name} and sat down.
But then {name} stopped to eat {a_snack}.
Then {name} lay down under a tree and fell asleep.
But {name} stopped to look at a butterfly.
== steady
But {name} did not stop.
{name} was slow, but {he} ran on and on.
Step by step {name} came nearer.
== wins
{name} was the first, and {name2} could not believe it.
{name} won the race!
So {name} won, and {name2} came second.
== good race
You were very good, {name2}.
Next time I will not stop.
Tomorrow we will run again!

; who ate the cake?
== bakes
{name} made a cake and put it [on the table|at the window].
In the morning {name} made a big cake with [apples|nuts|honey].
== cake gone
But when {he} came back, the cake was gone.
An hour later there was no cake.
Then the cake was gone, and only the plate was there.
== who ate
Who ate my cake?
Where is my cake?
== not me
It was not me.
I did not eat it.
I was in the garden all day.
I do not even like cake.
== clue
But there was cake on the nose of {name}.
But {name} had a full mouth.
But the hands of {name} were white with sugar.
== confess
I only wanted to try it.
It looked so good.
I am sorry, it was me.
== new cake
So they made a new cake together.
{name} had to laugh, and they made a new one.
Then {name2} helped {name} to make a new cake.
"Next time you must ask me," said {name}.
"""
