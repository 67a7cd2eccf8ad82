"""An MCP server made for one request and closed over one user: no argument of a tool can name another."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Final, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db import Database
from app.errors import ApiError
from app.schemas import Description, TaskOut, TaskStatus, Title
from app.services import tasks

MOST_LISTED: Final = 500
NO_MORE_CALLS: Final = "That was too much for one message."
NO_MORE_DELETIONS: Final = (
    "One message deletes one task unless it names several, and deleting everything needs the user's yes in a message "
    "of its own. Ask the user."
)

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
    """What one message may still do, and the failure of ours that ended a tool, if one did."""

    calls: int = 10
    deletes: int = 1
    failure: Exception | None = None


@dataclass(frozen=True)
class UserTools:
    """The five tools of one user; the contract's `user_id` argument is bound here instead of taken from a caller."""

    database: Database
    user_id: str
    budget: Budget

    async def add_task(self, title: Title, description: Description | None = None) -> TaskResult:
        """Create a task."""
        task = await self._write(lambda connection: tasks.create_task(connection, self.user_id, title, description))
        return _result(task, "created")

    async def list_tasks(self, status: TaskStatus = "all") -> list[TaskItem]:
        """List the tasks: all, or only the pending or completed ones; of very many, the newest 500."""

        async def read() -> list[TaskOut]:
            async with self.database.connection() as connection:
                return await tasks.newest_tasks(connection, self.user_id, status, MOST_LISTED)

        return [TaskItem.model_validate(task, from_attributes=True) for task in await self._spend(read)]

    async def complete_task(self, task_id: TaskId) -> TaskResult:
        """Mark a task as completed."""
        task = await self._write(lambda connection: tasks.complete_task(connection, self.user_id, task_id))
        return _result(task, "completed")

    async def delete_task(self, task_id: TaskId) -> TaskResult:
        """Delete a task. Only when the user asked for this deletion."""
        if self.budget.deletes < 1:
            raise ToolError(NO_MORE_DELETIONS)
        self.budget.deletes -= 1
        return _result(
            await self._write(lambda connection: tasks.delete_task(connection, self.user_id, task_id)), "deleted"
        )

    async def update_task(
        self, task_id: TaskId, title: Title | None = None, description: Description | None = None
    ) -> TaskResult:
        """Change a task's title, its description or both."""
        task = await self._write(
            lambda connection: tasks.update_task(
                connection, self.user_id, task_id, title=title, description=description
            )
        )
        return _result(task, "updated")

    async def _write(self, action: Callable[[AsyncConnection], Awaitable[TaskOut]]) -> TaskOut:
        async def write() -> TaskOut:
            async with self.database.connection() as connection:
                return await action(connection)

        return await self._spend(write)

    async def _spend(self, action: Callable[[], Awaitable[Result]]) -> Result:
        if self.budget.calls < 1:
            raise ToolError(NO_MORE_CALLS)
        self.budget.calls -= 1
        try:
            return await action()
        except ApiError as error:
            raise ToolError(error.detail) from None
        except Exception as error:
            self.budget.failure = error
            raise ToolError("The tool is out of order.") from None


def build_server(tools: UserTools) -> MCPServer:
    """A server for these tools. What they take is worked out once per process, which takes longer than a request."""
    bound = [schema.model_copy(update={"fn": getattr(tools, schema.name)}) for schema in _schemas()]
    return MCPServer("todo", tools=bound)


@cache
def _schemas() -> tuple[Tool, ...]:
    tools = object.__new__(UserTools)
    methods = (tools.add_task, tools.list_tasks, tools.complete_task, tools.delete_task, tools.update_task)
    return tuple(Tool.from_function(method) for method in methods)


def _result(task: TaskOut, status: str) -> TaskResult:
    return TaskResult(task_id=task.id, status=status, title=task.title)
