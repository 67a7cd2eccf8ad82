"""Sentences written down before the grammar was looked at, as people type them; the grammar follows them, never they it.

They are said to a list that holds the tasks `golden.BEFORE`: 1 Prepare slides, 2 Team meeting, 3 Water plants.
"""

from tests.golden import Call


def _added(*titles: str) -> tuple[Call, ...]:
    return tuple(("add_task", {"title": title}) for title in titles)


def _listed(status: str) -> tuple[Call, ...]:
    return (("list_tasks", {"status": status}),)


def _by_number(tool: str, *numbers: int) -> tuple[Call, ...]:
    return tuple((tool, {"task_id": number}) for number in numbers)


def _by_title(tool: str, number: int) -> tuple[Call, ...]:
    return (("list_tasks", {"status": "all"}), (tool, {"task_id": number}))


def _renamed(number: int, title: str) -> tuple[Call, ...]:
    return (("update_task", {"task_id": number, "title": title}),)


def _renamed_by_title(number: int, title: str) -> tuple[Call, ...]:
    return (("list_tasks", {"status": "all"}), *_renamed(number, title))


BLIND: dict[str, tuple[Call, ...]] = {
    # adding
    "Can you add 'buy a birthday card for Anna' to my list?": _added("Buy a birthday card for Anna"),
    "I've got to pick up the kids at five": _added("Pick up the kids at five"),
    "Please put 'renew car insurance' on the list": _added("Renew car insurance"),
    "Add pick up dry cleaning": _added("Pick up dry cleaning"),
    "Could you create a task for booking the flights": _added("Booking the flights"),
    "remind me about the parent teacher conference": _added("The parent teacher conference"),
    "add a new todo: fix the leaking tap": _added("Fix the leaking tap"),
    "Make a task to email Sarah the contract": _added("Email Sarah the contract"),
    "I want to add a task called Learn Spanish": _added("Learn Spanish"),
    "I should call grandma this weekend": _added("Call grandma this weekend"),
    "Note: return the library books": _added("Return the library books"),
    "Don't let me forget to charge the bike battery": _added("Charge the bike battery"),
    "hey could you please add go jogging to my todo list": _added("Go jogging"),
    "Add two tasks: wash the car; clean the garage": _added("Wash the car", "Clean the garage"),
    "add the following:\nbuy bread\nbuy butter\nbuy jam": _added("Buy bread", "Buy butter", "Buy jam"),
    "I'd like to remember to send the invoice": _added("Send the invoice"),
    "Set a reminder to take out the trash": _added("Take out the trash"),
    "Schedule a dentist appointment": _added("Schedule a dentist appointment"),
    "I must not forget to feed the cat": _added("Feed the cat"),
    "Add task Submit expense report": _added("Submit expense report"),
    # listing
    "What do I still have to do?": _listed("pending"),
    "show my to-do list": _listed("all"),
    "what are my tasks": _listed("all"),
    "Give me a list of everything": _listed("all"),
    "What have I already done?": _listed("completed"),
    "anything left to do?": _listed("pending"),
    "Which of my tasks are still open?": _listed("pending"),
    "Let me see the finished ones": _listed("completed"),
    "What's on my plate?": _listed("pending"),
    "Display all tasks please": _listed("all"),
    "Do I have anything to do today": _listed("pending"),
    "show me what's done": _listed("completed"),
    # completing
    "I've watered the plants": _by_title("complete_task", 3),
    "task 2 done": _by_number("complete_task", 2),
    "I have finished task 1": _by_number("complete_task", 1),
    "tick off number 2": _by_number("complete_task", 2),
    "Please mark the team meeting as completed": _by_title("complete_task", 2),
    "done with the slides": _by_title("complete_task", 1),
    "Number 3 is finished": _by_number("complete_task", 3),
    "You can check off water plants": _by_title("complete_task", 3),
    "The team meeting is over": _by_title("complete_task", 2),
    "Set task 1 as complete": _by_number("complete_task", 1),
    "complete both 1 and 3": _by_number("complete_task", 1, 3),
    "I just finished preparing the slides": _by_title("complete_task", 1),
    # deleting
    "I don't need the meeting task anymore": _by_title("delete_task", 2),
    "Remove task number 2 please": _by_number("delete_task", 2),
    "Please get rid of task 1": _by_number("delete_task", 1),
    "Drop the water plants task": _by_title("delete_task", 3),
    "delete 'Prepare slides'": _by_title("delete_task", 1),
    "Could you remove the plants one from my list?": _by_title("delete_task", 3),
    "scrap task 3": _by_number("delete_task", 3),
    "Take task 2 off my list": _by_number("delete_task", 2),
    "Forget about the team meeting": _by_title("delete_task", 2),
    "delete 1 and 2": _by_number("delete_task", 1, 2),
    # changing
    "Rename task 2 to Board meeting": _renamed(2, "Board meeting"),
    "Can you change 'Water plants' to 'Water the roses'?": _renamed_by_title(3, "Water the roses"),
    "Task 1 should say Prepare the keynote": _renamed(1, "Prepare the keynote"),
    "update the slides task to Finish slides": _renamed_by_title(1, "Finish slides"),
    "Actually, make task 3 'Water the garden'": _renamed(3, "Water the garden"),
    "Edit task 2 so it says Team lunch": _renamed(2, "Team lunch"),
    "Replace task 1 with Rehearse talk": _renamed(1, "Rehearse talk"),
    "Call task 3 Feed the plants instead": _renamed(3, "Feed the plants"),
    "please change the title of the meeting task to Weekly sync": _renamed_by_title(2, "Weekly sync"),
    "Add a note to task 1: use the new template": (
        ("update_task", {"task_id": 1, "description": "use the new template"}),
    ),
}
