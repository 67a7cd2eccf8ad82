"""The sentences every assistant must understand, and the tool calls they stand for."""

from typing import Any

Call = tuple[str, dict[str, Any]]

BEFORE = ("Prepare slides", "Team meeting", "Water plants")

GOLDEN: dict[str, tuple[Call, ...]] = {
    "Add a task to buy groceries": (("add_task", {"title": "Buy groceries"}),),
    "Show me all my tasks": (("list_tasks", {"status": "all"}),),
    "What's pending?": (("list_tasks", {"status": "pending"}),),
    "Mark task 3 as complete": (("complete_task", {"task_id": 3}),),
    "Delete the meeting task": (("list_tasks", {"status": "all"}), ("delete_task", {"task_id": 2})),
    "Change task 1 to 'Call mom tonight'": (("update_task", {"task_id": 1, "title": "Call mom tonight"}),),
    "I need to remember to pay bills": (("add_task", {"title": "Pay bills"}),),
    "What have I completed?": (("list_tasks", {"status": "completed"}),),
}
