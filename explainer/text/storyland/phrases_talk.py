"""Sentence forms of talk: asking for facts, guessing, small talk, the shop, and words with two meanings."""

TALK = """
; around facts
== fact opening
This is what {name} knows about {about}.
{name} told {name2} about {about}.
{name} learned this at school.
What do we know about {about}?
== fact ending
That is all {name} knows.
If you do not know it, ask {name}.
And now you know it too.
{name} told it to everybody {he} knew.
== animal ending
{name} would like to have one.
If you see one, say hello.
{name} wants to be {a_animal} one day.
No wonder {name} likes it so much.

; questions with answers
== answers opening
{name} asked, and {name2} knew the answers.
{name} knew all the answers.
This is what the children learned at school.
Here are the answers of {name}.

; asking someone who knows
== curious
{name} wanted to know everything.
{name} had a question.
One day {name} came to {name2} with a question.
{name} asked {name2} about {about}.
{name} wanted to know more about {about}.
+ {name} was thinking about {about}.
== do you know
{name2}, can you tell me something?
Can you help me, {name2}?
{name2}, you know everything.
== thinks
{name} did not have to think long.
{name} knew the answer.
{name} looked at the sky and thought about it.
+ {name} thought so hard that {he} closed {his} eyes.
== learned
Now {name} knew it too.
{name} ran home to tell {his} mother.
{name} never forgot it.
{name} was happy to know it.
+ {name} wrote it down so as not to forget it.
== really
Is that true?
I did not know that.
That is good to know.
+ Well, who would have thought so!
== you know a lot
You know so much, {name2}!
You know everything, {name2}!
How do you know that?
== book told me
I read it in a book.
My mother told me.
I learned it at school.
Everybody knows that!
== lesson
At school the teacher asked {name} a question.
The teacher looked at {name}.
Today the children learned about {about}.
The children sat down, and the teacher had a question.
== asks teacher
asked the teacher.
the teacher asked.
== right said teacher
"Right!" said the teacher.
"Very good, {name}," said the teacher.
The teacher was happy with {name}.
+ {name} got a little star for it.

; guessing
== guess game
{name} and {name2} played a guessing game.
"Let us play a game," said {name} to {name2}.
It rained, so {name} and {name2} played a game.
== thinking of
I think of an animal.
What animal is it?
Guess my animal!
== is it
Is it {a_animal}?
I think it is {a_animal}.
Then it must be {a_animal}.
== no guess
No, it is not {a_animal}.
No, not {a_animal}.
== yes guess
Yes, it is {a_animal}!
Yes, you are right!
Yes, that is it!
== your turn
Now it is your turn.
You are too good at this game.

; small talk
== hello
Hello, {name2}!
Good morning, {name2}!
== how are you
How are you?
How are you today?
== am good
I am happy today.
I am very happy, for I have a new {thing}.
I am happy, it is my birthday!
== good for you
That is good!
Then I am happy too!
Then let us go out and play!
== am bad
I am {bad}.
I am a little {bad} today.
I feel {bad}.
== why
Why?
Why is that?
Tell me about it.
== why lost
My {thing} is gone.
I can not find my {thing}.
== help lost
Let us look for it together.
I saw it in the {box}!
You can have my {thing}.
== why lonely
Nobody wants to play with me.
My friends are all at the {place}.
== help lonely
Come, let us play with my {toy}.
I want to play with you!
Come to my house, I have {a_snack} for you.
== why broken
My {thing} is broken.
I sat on my {thing}, and it broke.
== help broken
We can mend it together.
Give it to me, I can mend it.
== why tired
I did not sleep well.
A dog was so loud all night.
== help tired
Then go to bed early today.
Drink some hot milk in the evening.
Count the sheep, that helps.
== why hungry
I have nothing to eat.
The dog ate my lunch.
== help hungry
I have {a_snack} for you.
Come, my mother made soup.
You can have half of my {snack}.
== better
That is a good idea.
You are a good friend.
Thank you, {name2}!
== what do you have
What do you have there?
What is in your {box}?
What did you find?
== it is a
It is {a_adj} {thing}.
I have {a_adj} {thing}.
It is my new {thing}.
== from
My mother gave it to me.
I found it {at_place}.
I bought it at the shop.
== may i
May I have it?
Can I see it?
May I play with it?
== you may
Yes, but do not lose it.
Yes, if I can have your {thing2}.
Yes, here it is.
Only if you say please.
== bye
Goodbye, {name2}!
Come and see me soon, {name2}!
Good night, {name2}.
== where going
Where do you want to go?
What do you want to do today?
What will you do on {day}?
== plan is
I want to go to the {place}.
I will go to the {place} with my {toy}.
I want to make a big cake.
I want to look for my {thing}.
== me too
May I come too?
Can I help you?
I will come with you.
== yes come
Yes, come with me!
Yes, two can do it better.
Yes, but you must be quick.

; the shop
== in shop
{name} went into the shop.
{name2} had a little shop, and {name} came in.
{name} came into the shop of {name2}.
== may i help
Can I help you?
What would you like?
Good morning, what would you like?
== would like
I would like to buy {a_thing}.
I would like {a_thing}, please.
Do you have {a_thing}?
== what kind
What kind of {thing} would you like?
Would you like {a_adj} one or {a_adj2} one?
What kind of {thing}?
== this kind
{A_adj} one, please.
I would like {a_adj} one.
== here it is
Here is {a_adj} {thing}.
Here is a good one, and it is {adj}.
== how much
How much is it?
How many coins is it?
== costs
It is {number} coins.
Only {number} coins.
That makes {number} coins.
== gives coins
{name} put {number} coins on the table.
{name} counted the coins, and there were {number}.
{name} gave {name2} {number} coins and took the {thing}.
== shop bye
Thank you, and come again!
Thank you, and a good day to you!
== out of shop
{name} went home with the new {thing}.
{name} went out of the shop with a smile.
== none left
I am sorry, I have no {thing} today.
The last {thing} is gone, but I have {a_thing2}.
I have no {thing}, but here is {a_thing2}.
== take that
Then I would like {a_thing2}.
Good, I take {a_thing2}.

; words with two meanings
== bank
{name} sat on the bank of the river and counted {his} money. Then {he} took it to the bank.
{name} wanted to put {his} money in the bank, but it was closed. So {he} sat on the bank of the river and looked \
at the water.
The bank of the river was green. The bank in the town was full of money.
A frog sat on the bank of the river. It had no money, so it did not go to the bank.
{name} took ten coins to the bank. On the way home {he} fell asleep on the bank of the river.
== bat
{name} hit the ball with a bat. Then a bat flew out of the barn, and {name} had to laugh.
At night a bat flew over the house. In the morning {name} took the bat and hit the ball over the house.
A bat is an animal that flies at night. But you can not hit a ball with it, for that you need a bat of wood.
== bark
The dog began to bark at a tree. The bark of the tree was brown and hard, and it said nothing.
{name} made a boat from the bark of a tree. The dog saw it and began to bark.
A dog can bark, and a tree has bark. But nobody ever heard a tree bark.
== ring
{name} heard the bell ring and ran so fast that {he} lost the ring from {his} finger.
{name} had a ring on {his} finger. At school the bell began to ring, and {name} ran in.
If you ring the bell, {name} opens the door. On {his} finger {he} has a ring.
== light
It was dark, so {name} made a light. The bag of {name} was light, and {he} saw why. It was empty.
{name} saw a light in the window. The door was not heavy, it was light, and {name} went in.
== orange
{name} put on an orange hat and ate an orange. "Now I am orange too," said {name}.
The hat of {name} was orange. In the hat was an orange, and {name} ate it.
== fly
A fly sat on the nose of {name}. "I want to fly like you," said {name} to the fly.
Birds can fly. A fly can fly too, but it can not sing.
== watch
{name} looked at {his} watch. There was time to watch the birds.
"Watch me!" cried {name}. But {name2} looked at the watch, for it was late.
== saw
{name} saw a saw in the barn. With the saw {he} cut wood for the fire.
{name2} saw {name} with a saw. "What will you cut?" asked {name2}.
== spring
In spring {name} drank from a spring in the forest. The water was cold and clean.
+ The spring came, the snow was gone, and the water of the spring was cold.
"""
