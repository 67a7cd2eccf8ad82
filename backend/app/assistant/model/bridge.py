"""The user's tools as the Agents SDK wants an MCP server."""

from typing import Any

from agents import AgentBase, RunContextWrapper
from agents.mcp import MCPServer
from mcp.types import CallToolResult, GetPromptResult, ListPromptsResult, Tool

from app.assistant.base import Tools


class BoundTools(MCPServer):
    """Tools that are open already and bound to one user; opening and closing them is not the SDK's business."""

    def __init__(self, tools: Tools) -> None:
        # Without structured content an empty list would reach the model as nothing at all.
        super().__init__(use_structured_content=True)
        self._tools = tools

    @property
    def name(self) -> str:
        """What the SDK calls the server in its own messages."""
        return "todo"

    async def connect(self) -> None:
        """Nothing to do."""

    async def cleanup(self) -> None:
        """Nothing to do."""

    async def list_tools(
        self, run_context: RunContextWrapper[Any] | None = None, agent: AgentBase[Any] | None = None
    ) -> list[Tool]:
        """What the tools are called and take."""
        return list(await self._tools.describe())

    async def call_tool(
        self, tool_name: str, arguments: dict[str, Any] | None, meta: dict[str, Any] | None = None
    ) -> CallToolResult:
        """Use one tool; a refusal is an answer for the model to read."""
        return await self._tools.call_raw(tool_name, arguments or {})

    async def list_prompts(self) -> ListPromptsResult:
        """No prompts are offered."""
        return ListPromptsResult(prompts=[])

    async def get_prompt(self, name: str, arguments: dict[str, Any] | None = None) -> GetPromptResult:
        """No prompts are offered."""
        raise LookupError(name)
