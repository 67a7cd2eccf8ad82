"""Sentences as people type them, written down before the grammar was looked at: it follows them, never they it.

They are said to a list that holds the tasks `golden.BEFORE`: 1 Prepare slides, 2 Team meeting, 3 Water plants.
"""

from tests.golden import Call


def added(*titles: str) -> tuple[Call, ...]:
    return tuple(("add_task", {"title": title}) for title in titles)


def listed(status: str) -> tuple[Call, ...]:
    return (("list_tasks", {"status": status}),)


def by_number(tool: str, *numbers: int) -> tuple[Call, ...]:
    return tuple((tool, {"task_id": number}) for number in numbers)


def by_title(tool: str, number: int) -> tuple[Call, ...]:
    return (("list_tasks", {"status": "all"}), (tool, {"task_id": number}))


def renamed(number: int, title: str) -> tuple[Call, ...]:
    return (("update_task", {"task_id": number, "title": title}),)


def renamed_by_title(number: int, title: str) -> tuple[Call, ...]:
    return (("list_tasks", {"status": "all"}), *renamed(number, title))


BLIND: dict[str, tuple[Call, ...]] = {
    # adding
    "Can you add 'buy a birthday card for Anna' to my list?": added("Buy a birthday card for Anna"),
    "I've got to pick up the kids at five": added("Pick up the kids at five"),
    "Please put 'renew car insurance' on the list": added("Renew car insurance"),
    "Add pick up dry cleaning": added("Pick up dry cleaning"),
    "Could you create a task for booking the flights": added("Booking the flights"),
    "remind me about the parent teacher conference": added("The parent teacher conference"),
    "add a new todo: fix the leaking tap": added("Fix the leaking tap"),
    "Make a task to email Sarah the contract": added("Email Sarah the contract"),
    "I want to add a task called Learn Spanish": added("Learn Spanish"),
    "I should call grandma this weekend": added("Call grandma this weekend"),
    "Note: return the library books": added("Return the library books"),
    "Don't let me forget to charge the bike battery": added("Charge the bike battery"),
    "hey could you please add go jogging to my todo list": added("Go jogging"),
    "Add two tasks: wash the car; clean the garage": added("Wash the car", "Clean the garage"),
    "add the following:\nbuy bread\nbuy butter\nbuy jam": added("Buy bread", "Buy butter", "Buy jam"),
    "I'd like to remember to send the invoice": added("Send the invoice"),
    "Set a reminder to take out the trash": added("Take out the trash"),
    "Schedule a dentist appointment": added("Schedule a dentist appointment"),
    "I must not forget to feed the cat": added("Feed the cat"),
    "Add task Submit expense report": added("Submit expense report"),
    # listing
    "What do I still have to do?": listed("pending"),
    "show my to-do list": listed("all"),
    "what are my tasks": listed("all"),
    "Give me a list of everything": listed("all"),
    "What have I already done?": listed("completed"),
    "anything left to do?": listed("pending"),
    "Which of my tasks are still open?": listed("pending"),
    "Let me see the finished ones": listed("completed"),
    "What's on my plate?": listed("pending"),
    "Display all tasks please": listed("all"),
    "Do I have anything to do today": listed("pending"),
    "show me what's done": listed("completed"),
    # completing
    "I've watered the plants": by_title("complete_task", 3),
    "task 2 done": by_number("complete_task", 2),
    "I have finished task 1": by_number("complete_task", 1),
    "tick off number 2": by_number("complete_task", 2),
    "Please mark the team meeting as completed": by_title("complete_task", 2),
    "done with the slides": by_title("complete_task", 1),
    "Number 3 is finished": by_number("complete_task", 3),
    "You can check off water plants": by_title("complete_task", 3),
    "The team meeting is over": by_title("complete_task", 2),
    "Set task 1 as complete": by_number("complete_task", 1),
    "complete both 1 and 3": by_number("complete_task", 1, 3),
    "I just finished preparing the slides": by_title("complete_task", 1),
    # deleting
    "I don't need the meeting task anymore": by_title("delete_task", 2),
    "Remove task number 2 please": by_number("delete_task", 2),
    "Please get rid of task 1": by_number("delete_task", 1),
    "Drop the water plants task": by_title("delete_task", 3),
    "delete 'Prepare slides'": by_title("delete_task", 1),
    "Could you remove the plants one from my list?": by_title("delete_task", 3),
    "scrap task 3": by_number("delete_task", 3),
    "Take task 2 off my list": by_number("delete_task", 2),
    "Forget about the team meeting": by_title("delete_task", 2),
    "delete 1 and 2": by_number("delete_task", 1, 2),
    # changing
    "Rename task 2 to Board meeting": renamed(2, "Board meeting"),
    "Can you change 'Water plants' to 'Water the roses'?": renamed_by_title(3, "Water the roses"),
    "Task 1 should say Prepare the keynote": renamed(1, "Prepare the keynote"),
    "update the slides task to Finish slides": renamed_by_title(1, "Finish slides"),
    "Actually, make task 3 'Water the garden'": renamed(3, "Water the garden"),
    "Edit task 2 so it says Team lunch": renamed(2, "Team lunch"),
    "Replace task 1 with Rehearse talk": renamed(1, "Rehearse talk"),
    "Call task 3 Feed the plants instead": renamed(3, "Feed the plants"),
    "please change the title of the meeting task to Weekly sync": renamed_by_title(2, "Weekly sync"),
    "Add a note to task 1: use the new template": (
        ("update_task", {"task_id": 1, "description": "use the new template"}),
    ),
}
