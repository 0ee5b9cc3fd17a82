"""Sentence forms of stories about going out: rain, animals, games, and a cake that is gone."""

OUTSIDE = """
; rain
== go out
{name} and {name2} went to the {place} with {a_toy}.
They took {a_toy} and went to the {place}.
"Let us go to the {place}," said {name} to {name2}.
== play
They ran and played with the {toy}.
They played with the {toy} all morning.
+ They had so much fun that they forgot the time.
== rain comes
Then a big black cloud came, and it began to rain.
Then it began to rain.
Drip, drop, it began to rain.
+ First came the wind, and after it came the rain.
== run home
They ran home as fast as they could.
They ran and ran, but they got very wet.
"Run!" cried {name}, and they ran home.
== wet
{Who} was wet from head to foot.
{Who} was as wet as a fish.
{name} had water in {his} shoes.
== tea
At home there was hot soup for both of them.
They sat by the fire and drank hot milk.
They sat at the window and looked at the rain.
The mother of {name2} gave them hot soup.
+ They put on dry clothes and hung the wet ones over a chair.
== rainbow
Then the sun came out again.
In the evening the rain stopped.
Soon the sky was blue again.
+ When the sun came back, there was a rainbow over the town.

; a pet that is gone, a noise at night
== pet
{name} had {a_pet} called {petname}.
{name} had a little {pet}, and its name was {petname}.
{petname} was the {pet} of {name}.
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
== pet found
{petname} was sitting in the {box}.
It was {petname}, and {petname} was asleep.
There was {petname} with three little ones.
It was {petname}, with the hat of {name}.
== noise
At night {name} heard something at the window.
It was dark, and {name} could not sleep.
That night {name} woke up.
+ The moon was full, and {name} lay awake.
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
{name} and {name2} went to see the animals.
On {day} {name} and {name2} went to the [farm|forest|zoo].
"Let us go and see the animals," said {name} to {name2}.
== sees animal
There they saw {a_animal}.
Then they saw {a_animal}.
Behind a tree was {a_animal}.
They stopped, for there was {a_animal}.
== like it
I want to take it home!
It looks just like you, {name2}.
It is so big!
It is looking at us!
I think it wants to tell us something.
== visit end
They went home tired and happy.
At home they told everybody about the {animal}.
That night {name} dreamed of the {animal}.
From then on {name} wanted to be {a_animal}.

; wanting to be an animal
== wish to be
I want to be {a_animal}!
It would be so good to be {a_animal}!
From today on I am {a_animal}!
== why be
Why {a_animal}?
Why would you like to be {a_animal}?
== but
Yes, but think!
Good, but do you know this?
But there is something you forgot!
== be again
In the evening there was soup, and {name} was happy to be {name}.
"Then I would like to be {name} again," said {name}.
{name} looked at {his} warm bed and was happy to be {name}.
For one hour {name} was {a_animal}, and then {he} was {name} again.

; a hunt
== finds map
{name} found a map on {his} bed.
{name} found a little map on the table.
In {his} shoe {name} found a little map.
== map says
"Look in the {box}," it said.
"First go to the {box}," it said.
== next map
In the {box} was another map.
{name} looked in the {box} and found another map.
In it {he} found another map.
== map says spot
"Now look {spot}," it said.
"The end is {spot}," it said.
== treasure
{name} looked {spot}, and there was {a_adj} {thing}!
And {spot} {name} found {a_adj} {thing}.
== treasure from
It was from {name2}, for it was the birthday of {name}.
"Well done!" cried {name2}, who was behind the door.
There was {name2}, and {name2} laughed and laughed.

; a race
== race
{name} and {name2} wanted to know who was faster.
"I am faster than you," said {name} to {name2}.
One day {name} and {name2} ran a race to the {place}.
== lead
At first {name} was far away in front.
{name} ran like the wind.
{name} was very fast.
== rest
But then {name} stopped to eat {a_snack}.
Then {name} sat down under a tree and fell asleep.
But {name} stopped to play with a dog.
"I have so much time," said {name} and sat down.
== steady
{name} did not stop.
{name} was slow, but {he} ran on and on.
{name} did not look left or right and ran on.
+ Step by step {name} came nearer.
== wins
{name} was the first, and {name2} could not believe it.
{name} won the race!
So {name} won the race, and {name2} was second.
== good race
You were very good, {name2}.
Next time I will not stop.
You can be slow and win!
+ Slow and steady, that is how one wins.

; hide and seek
== seek
{name}, {name2} and {name3} played hide and seek.
"Let us play hide and seek," said {name} to {name2} and {name3}.
== counts
{name} closed {his} eyes and counted to ten.
{name} had to count, "One, two, three, four, five, six!"
== hides
{name} hid {spot}.
Quickly {name} hid {spot}.
{name} ran and hid {spot}.
== seeks at
{Who} looked {spot}.
First {name} looked {spot}.
Then {name} looked {spot}.
== nobody there
Nobody was there.
But there was nobody.
There was only a cat.
== finds
{name} looked {spot} and found {name2}.
There was {name2}, {spot}!
{name} found {name2} {spot}.
== hide end
Now {name} had to count.
They played until it was dark.
You could hear {name} laugh, that was the problem.

; a memory game
== memory start
{name} and {name2} played a memory game.
"How much can you remember?" said {name} to {name2}.
"Look well, and then close your eyes," said {name} to {name2}.
== where is
Where is the {thing}?
Do you know where the {thing} is?
== is in
The {thing} is in the {box}.
It is easy, the {thing} is in the {box}.
You put the {thing} in the {box}.
== memory right
That was right.
And there it was.
"Right!" said {name}.
== memory end
{name2} remembered everything.
Then it was the turn of {name}.
{name} closed {his} eyes, for now it was {his} turn.

; how many
== counting start
{name} had {number1} {fruits}.
There were {number1} {fruits} in the bag of {name}.
== counting more
{name2} gave {him} {number2} more.
Then {name} found {number2} more.
Then {name} bought {number2} more at the shop.
== counting total
Now {name} had {number} {fruits}.
{name} counted the {fruits}, and there were {number}.

; who ate the cake?
== bakes
{name} made a cake and put it on the table.
In the morning {name} made a big cake with apples.
{name} made a cake for the birthday of {name2}.
== cake leave
Then {name} went to the {place}.
Then {name} went out to play.
{Who} went to sleep for an hour.
== cake gone
When {name} came back, the cake was gone.
After an hour the cake was gone.
Then the cake was gone, and nobody knew why.
== who ate
Who ate my cake?
Where is my cake?
== not me
It was not me.
I did not eat it.
I do not like cake.
I was {at_place} all day.
== clue
But there was cake on the nose of {name}.
But {name} had a full mouth.
But the hands of {name} were white with flour.
== confess
I only wanted to try it.
I am sorry, it was so good.
I am sorry, it was me.
The cake looked at me first.
== new cake
So they made a new cake together.
{name} had to laugh, and they made a new one.
Then {name2} helped {name} to make a new cake.
"Next time you must ask me," said {name}.
"""
