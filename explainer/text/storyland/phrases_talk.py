"""Sentence forms of talk: asking for facts, chatting, guessing, shopping, and words with two meanings."""

TALK = """
; asking someone who knows
== curious
{name} wanted to know everything.
{name} had a question.
One day {name} came to {name2} with a question.
{name} was thinking about {about}.
{name} asked {name2} about {about}.
== do you know
{name2}, do you know it?
Can you help me, {name2}?
{name2}, you know everything.
== thinks
{name} did not have to think long.
{name} thought about it.
{name} smiled.
{name} knew the answer.
{name} looked at the sky and thought.
== that was right
That was right.
And so it is.
{name} was right.
== learned
Now {name} knew it too.
{name} ran home to tell {his} mother.
{name} never forgot it.
{name} was happy to know it.
{name} wrote it down.
== really
Really?
Is that true?
I did not know that.
That is funny.
Thank you, now I know it.
== you know a lot
You know so much, {name2}!
You are so clever, {name2}!
Where did you learn that?
== book told me
I read it in a book.
My grandmother told me.
I learned it at school.
Everybody knows that!
== lesson
At school the teacher asked {name} a question.
The teacher looked at {name}.
Today the class learned about {about}.
The children sat and listened.
== asks teacher
asked the teacher.
== right said teacher
"Right!" said the teacher.
"Very good, {name}," said the teacher.
The teacher was happy with {name}.
{name} got a little star for it.

; guessing
== guess game
{name} and {name2} played a guessing game.
"Let us play a game," said {name} to {name2}.
It rained, so {name} and {name2} played a game.
== thinking of
I am thinking of an animal.
It is an animal, what is it?
Guess my animal!
== is it
Is it {a_animal}?
I think it is {a_animal}!
Then it must be {a_animal}!
== no guess
No, it is not {a_animal}.
No, not {a_animal}.
== yes guess
Yes, it is {a_animal}!
Yes, you are right!
Yes, that is it!
== your turn
Now it is your turn.
Now you think of something.
You are too good at this game.

; small talk
== hello
Hello, {name2}.
Good morning, {name2}.
Hi, {name2}!
== how are you
How are you?
How are you today?
What is the matter?
== am good
I am happy today.
I am very well, thank you.
I have a new {thing}.
It is my birthday!
== am bad
I am {bad}.
I am a little {bad} today.
I feel {bad}.
== why
Why?
What happened?
Why is that?
Tell me about it.
== because
My {thing} is gone.
Nobody wants to play with me.
I can not find my {pet}.
My {thing} is broken.
I did not sleep well.
I want to go to the {place}, but it is raining.
== comfort
Come, let us play with my {toy}.
Come to my house, I have {a_snack} for you.
I will help you.
Let us go to the {place} together.
You can have my {thing}.
== better
That is a good idea.
Now I feel much better.
You are a good friend.
Yes, let us do that!
== what do you have
What do you have there?
What is in your {box}?
What did you find?
== it is a
It is {a_thing}.
I have {a_thing}.
It is my new {thing}.
== from
My mother gave it to me.
I found it {at_place}.
I bought it at the shop.
It was in the {box}.
== may i
May I have it?
Can I see it?
May I play with it?
== you may
Yes, but be careful.
Yes, if I can have your {thing}.
Yes, here it is.
== bye
Goodbye, {name2}!
See you tomorrow!
Good night, {name2}.
== plans
What do you want to do today?
Where are you going?
What is your plan for {day}?
== plan is
I want to go to the {place}.
I am going to the {place} with {name2}.
I want to make a big cake.
I want to read my new book.
I am looking for my {thing}.
== me too
I want to come too!
May I come too?
Can I help you?

; the shop
== in shop
{name} went into the shop.
{name2} had a little shop, and {name} came in.
It was early, and {name2} opened the shop.
== may i help
May I help you?
What would you like?
Good morning, what can I do for you?
== would like
I would like to buy {a_thing}.
I want {a_thing}, please.
Do you have {a_thing}?
I am looking for {a_thing}.
== what kind
What kind of {thing} would you like?
A big one or a small one?
Would you like {a_adj} one or {a_adj2} one?
== this kind
{A_adj} one, please.
I would like {a_adj} one.
It must be {adj}.
== here it is
Here is {a_adj} {thing}.
This {thing} is very good.
Look, this {thing} is {adj}.
== how much
How much is it?
What does it cost?
How many coins is it?
== costs
It is {number} coins.
Only {number} coins.
That makes {number} coins.
== too much
That is too much for me.
But I have only {number2} coins.
== gives coins
{name} put {number} coins on the table.
{name} counted the coins: there were {number}.
{name} paid {number} coins and took the {thing}.
== shop bye
Thank you, and come again!
Have a nice day!
It is a pleasure.
== out of shop
{name} went home with the new {thing}.
{name} left the shop with a smile.
{name} carried the {thing} home.
== none left
I am sorry, we have no {thing} today.
The last {thing} is gone, but I have {a_thing2}.
== take that
Then I will take {a_thing2}.
Good, I take the {thing2}.

; words with two meanings: each pair of groups uses the same word in its two senses
== bank 1
{name} sat on the bank of the river and looked at the water.
On the bank of the river {name} saw a frog.
The boat came to the bank, and {name} got out.
{name} fell asleep on the green bank by the river.
== bank 2
{name} took {his} money to the bank.
The bank was closed, so {name} kept {his} coins at home.
At the bank a man counted the money of {name}.
{name} put ten coins in the bank.
== bat 1
In the evening a bat flew over the house.
{name} saw a bat asleep under the roof of the barn.
The bat flew out of the cave at night and ate flies.
== bat 2
{name} hit the ball with a bat.
The bat was made of wood, and {name} played ball with it.
{name} took the bat, and {name2} threw the ball.
== bark 1
The dog began to bark at the cat.
"Do not bark so loud," said {name} to the dog.
All night {name} heard the dog bark.
== bark 2
The bark of the tree was brown and hard.
{name} found a bug under the bark of an old tree.
{name} made a little boat from the bark of a tree.
== ring 1
{name} had a gold ring on {his} finger.
The ring was too small for the finger of {name}.
{name} lost the ring in the grass and looked for it.
== ring 2
{name} heard the bell ring at school.
"Please ring the bell," said {name}.
The bell began to ring, and the children ran out.
== light 1
It was dark, so {name} made a light.
There was a light in the window of {name}.
The light of the moon fell on the bed.
== light 2
The bag of {name} was very light, for it was empty.
A feather is light, and a stone is heavy.
"It is light," said {name} and carried the box with one hand.
== orange 1
{name} ate a sweet orange for lunch.
{name} cut the orange in two and drank the juice.
== orange 2
The coat of {name} was orange, and {his} hat was blue.
The sky was red and orange in the evening.
== fly 1
A fly sat on the nose of {name}.
There was a fly in the soup.
== fly 2
"I want to fly like a bird," said {name}.
In autumn the birds fly away.
== watch 1
The watch of {name} was slow, so {he} was late.
{name} looked at the watch, and it was ten.
== watch 2
{name} liked to watch the clouds.
"Watch me jump!" said {name}.
== spring 1
In spring the flowers come out.
After the winter comes the spring.
== spring 2
{name} drank cold water from a spring in the forest.
The water of the spring was clear and cold.
"""
