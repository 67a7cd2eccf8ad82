"""An MCP server made for one request and closed over one user: no argument of a tool can name another."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import BaseModel, Field
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database
from app.errors import DATABASE_AWAY, ApiError
from app.models import Task
from app.schemas import Description, TaskStatus, Title
from app.services import tasks

Result = TypeVar("Result")

TaskId = Annotated[int, Field(description="The task's number, as list_tasks gives it")]


class TaskItem(BaseModel):
    """A task as list_tasks gives it."""

    id: int
    title: str
    completed: bool
    description: str | None


class TaskResult(BaseModel):
    """What became of a task."""

    task_id: int
    status: str
    title: str


@dataclass
class Budget:
    """What one message may still do, and the database failure that ended it, if one did."""

    calls: int = 10
    deletes: int = 1
    failure: Exception | None = None


def build_server(database: Database, user_id: str, budget: Budget) -> MCPServer:
    """The five tools for this user; the contract's `user_id` argument is bound here instead of taken from a caller."""
    server = MCPServer("todo")

    async def run(action: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
        return await _within(database, budget, action)

    @server.tool()
    async def add_task(title: Title, description: Description | None = None) -> TaskResult:
        """Create a task."""
        return _result(await run(lambda session: tasks.create_task(session, user_id, title, description)), "created")

    @server.tool()
    async def list_tasks(status: TaskStatus = "all") -> list[TaskItem]:
        """List the tasks, all of them or only the pending or completed ones."""
        found = await run(lambda session: tasks.list_tasks(session, user_id, status))
        return [TaskItem.model_validate(task, from_attributes=True) for task in found]

    @server.tool()
    async def complete_task(task_id: TaskId) -> TaskResult:
        """Mark a task as completed."""
        return _result(await run(lambda session: tasks.set_completed(session, user_id, task_id, True)), "completed")

    @server.tool()
    async def delete_task(task_id: TaskId) -> TaskResult:
        """Delete a task. Only when the user asked for this deletion."""
        if budget.deletes < 1:
            raise ToolError("One message deletes one task unless it names several.")
        budget.deletes -= 1
        return _result(await run(lambda session: tasks.delete_task(session, user_id, task_id)), "deleted")

    @server.tool()
    async def update_task(
        task_id: TaskId, title: Title | None = None, description: Description | None = None
    ) -> TaskResult:
        """Change a task's title, its description or both."""
        changed = await run(
            lambda session: tasks.update_task(session, user_id, task_id, title=title, description=description)
        )
        return _result(changed, "updated")

    return server


async def _within(database: Database, budget: Budget, action: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
    if budget.calls < 1:
        raise ToolError("That was too much for one message.")
    budget.calls -= 1
    try:
        async with database.session() as session:
            return await action(session)
    except ApiError as error:
        raise ToolError(error.detail) from None
    except DATABASE_AWAY as error:
        budget.failure = error
        raise ToolError("The database is away.") from None


def _result(task: Task, status: str) -> TaskResult:
    assert task.id is not None
    return TaskResult(task_id=task.id, status=status, title=task.title)
