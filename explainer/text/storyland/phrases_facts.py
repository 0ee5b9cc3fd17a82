"""How facts are put into words, by kind: `tell` (statements), `it` (after its subject was named), `ask` (questions).

The slot of the subject and that of the answer are named in `knowledge.KINDS`. The first forms in `tell` end in the
answer, so that they can be used as cloze prompts. `say` holds what a person answers when asked.
"""

FACTS = """
== tell sound
{A_animal} says {sound}.
The {animal} says {sound}.
The sound of {a_animal} is {sound}.
If you hear {sound}, it is {a_animal}.
== it sound
It says {sound}.
It says {sound} all day.
== ask sound
What does {a_animal} say?
What sound does {a_animal} make?
== say sound
It says {sound}.
{A_animal} says {sound}.

== tell food
{A_animal} eats {food}.
{A_animal} likes to eat {food}.
Every day the {animal} eats {food}.
The best food for {a_animal} is {food}.
== it food
It eats {food}.
It likes to eat {food}.
For dinner it eats {food}.
== ask food
What does {a_animal} eat?
What does {a_animal} like to eat?
== say food
It eats {food}.
{A_animal} eats {food}.

== tell home
{A_animal} lives {in_home}.
You can find {a_animal} {in_home}.
The {animal} sleeps {in_home}.
== it home
It lives {in_home}.
It sleeps {in_home}.
== ask home
Where does {a_animal} live?
Where does {a_animal} sleep?
== say home
It lives {in_home}.
{A_animal} lives {in_home}.

== tell young
A baby {animal} is called {a_young}.
The baby of {a_animal} is {a_young}.
{A_young} is a baby {animal}.
{A_young} grows up to be {a_animal}.
== it young
Its baby is called {a_young}.
Its baby is {a_young}.
== ask young
What is a baby {animal} called?
What is the baby of {a_animal} called?
== say young
It is called {a_young}.
A baby {animal} is called {a_young}.

== tell legs
{A_animal} has {number} legs.
The {animal} has {number} legs.
You can count {number} legs on {a_animal}.
== it legs
It has {number} legs.
== ask legs
How many legs does {a_animal} have?
== say legs
It has {number} legs.
{A_animal} has {number} legs.

== tell colour
{Coloured} is {hue}.
The colour of {coloured} is {hue}.
{Hue} is the colour of {coloured}.
Look at {coloured} and you see {hue}.
== it colour
Its colour is {hue}.
== ask colour
What colour is {coloured}?
What is the colour of {coloured}?
== say colour
It is {hue}.
{Coloured} is {hue}.

== tell opposite
The opposite of {word} is {word2}.
If it is not {word}, it is {word2}.
{Word2} is the opposite of {word}.
== ask opposite
What is the opposite of {word}?
== say opposite
It is {word2}.
The opposite of {word} is {word2}.

== tell sum
{Sum} is {number}.
{Sum} makes {number}.
The answer to {sum} is {number}.
== ask sum
What is {sum}?
How much is {sum}?
== say sum
It is {number}.
{Sum} is {number}.

== tell after
After {number} comes {number2}.
The number after {number} is {number2}.
First comes {number}, then comes {number2}.
== ask after
What comes after {number}?
What number comes after {number}?
== say after
It is {number2}.
After {number} comes {number2}.

== tell day
After {day} comes {day2}.
The day after {day} is {day2}.
First comes {day}, then comes {day2}.
== ask day
What day comes after {day}?
What is the day after {day}?
== say day
It is {day2}.
After {day} comes {day2}.

== tell capital
The capital of {country} is {city}.
{City} is the capital of {country}.
If you want to see {city}, go to {country}.
In {country} the capital is called {city}.
== ask capital
What is the capital of {country}?
== say capital
It is {city}.
The capital of {country} is {city}.

== tell tool
You {task} with {a_tool}.
To {task} you need {a_tool}.
{A_tool} helps you to {task}.
== ask tool
What do you need to {task}?
What helps you to {task}?
== say tool
You need {a_tool}.
You {task} with {a_tool}.

== tell job
Someone who {work} is {a_job}.
{A_job} {work}.
If somebody {work}, it is {a_job}.
== ask job
Who {work}?
== say job
It is {a_job}.
{A_job} {work}.

== tell made
{Product} is made of {material}.
You can make {product} out of {material}.
{Material} is what {product} is made of.
== it made
It is made of {material}.
== ask made
What is {product} made of?
== say made
It is made of {material}.
{Product} is made of {material}.

== tell where
You {errand} at the {venue}.
The place to {errand} is the {venue}.
If you want to {errand}, go to the {venue}.
At the {venue} you can {errand}.
== ask where
Where do you {errand}?
Where can you {errand}?
== say where
You can {errand} at the {venue}.
Go to the {venue}.

"""
