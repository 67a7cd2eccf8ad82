"""A provider on the loopback interface that speaks as OpenAI does and says what a test tells it to say."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.golden import Call


@dataclass(frozen=True)
class Say:
    """Answer with text, in pieces, with a pause in seconds before each."""

    pieces: Sequence[str]
    pause: float = 0.0


@dataclass(frozen=True)
class Use:
    """Ask for tool calls, all in one turn."""

    calls: Sequence[Call]


@dataclass(frozen=True)
class Fail:
    """Answer with an error of this status, or (without one) drop the connection."""

    status: int | None
    message: str = "no"


Step = Say | Use | Fail
Script = Callable[[str, Sequence[Any]], Step]


@dataclass
class Stub:
    """Where the provider is, what decides its steps, and what it was asked."""

    url: str
    script: Script
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


@contextmanager
def provider(script: Script) -> Iterator[Stub]:
    """Serve while the block runs."""
    stub = Stub("", script)

    class Handler(_Handler):
        said = stub

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    stub.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def one_by_one(steps: Sequence[Step]) -> Script:
    """A script that says these steps in order, and the last one from then on."""
    return lambda _, results: steps[min(len(results), len(steps) - 1)]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    said: Stub

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.said.requests.append(body)
        self.said.keys.append(self.headers["authorization"].removeprefix("Bearer "))
        chat = self.path.endswith("/chat/completions")
        message, results = _chat_so_far(body["messages"]) if chat else _responses_so_far(body["input"])
        step = self.said.script(message, results)
        if isinstance(step, Fail):
            self._fail(step)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for data in _chat_events(step) if chat else _responses_events(step):
                self.wfile.write(data.encode())
                self.wfile.flush()
        except OSError:
            # The client went away in the middle of an answer, as some tests want.
            pass
        self.close_connection = True

    def _fail(self, step: Fail) -> None:
        self.close_connection = True
        if step.status is None:
            return
        body = json.dumps({"error": {"message": step.message, "type": "x", "code": "x", "param": None}}).encode()
        self.send_response(step.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Request-Id", "req-of-the-stub")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def _chat_so_far(messages: Sequence[dict[str, Any]]) -> tuple[str, list[Any]]:
    last = max(place for place, message in enumerate(messages) if message["role"] == "user")
    results = [_loaded(message["content"]) for message in messages[last:] if message["role"] == "tool"]
    return _text(messages[last]["content"]), results


def _responses_so_far(items: Sequence[dict[str, Any]]) -> tuple[str, list[Any]]:
    last = max(place for place, item in enumerate(items) if item.get("role") == "user")
    results = [_loaded(item["output"]) for item in items[last:] if item.get("type") == "function_call_output"]
    return _text(items[last]["content"]), results


def _loaded(content: Any) -> Any:
    """A tool's result; a refusal comes as plain text."""
    try:
        return json.loads(_text(content))
    except ValueError:
        return _text(content)


def _text(content: Any) -> str:
    return content if isinstance(content, str) else "".join(part["text"] for part in content)


def _chat_events(step: Say | Use) -> Iterator[str]:
    def chunk(delta: dict[str, Any], end: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": end}
        answer = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "stub", "choices": [choice]}
        return f"data: {json.dumps(answer)}\n\n"

    if isinstance(step, Say):
        for piece in step.pieces:
            time.sleep(step.pause)
            yield chunk({"role": "assistant", "content": piece})
        yield chunk({}, "stop")
    else:
        for index, (name, arguments) in enumerate(step.calls):
            function = {"name": name, "arguments": json.dumps(arguments)}
            yield chunk({"tool_calls": [{"index": index, "id": _id(), "type": "function", "function": function}]})
        yield chunk({}, "tool_calls")
    yield "data: [DONE]\n\n"


def _responses_events(step: Say | Use) -> Iterator[str]:
    numbers = iter(range(1000))

    def event(kind: str, **data: Any) -> str:
        return f"event: {kind}\ndata: {json.dumps({'type': kind, 'sequence_number': next(numbers), **data})}\n\n"

    output: list[dict[str, Any]] = []
    if isinstance(step, Say):
        for piece in step.pieces:
            time.sleep(step.pause)
            place = {"item_id": "m", "output_index": 0, "content_index": 0}
            yield event("response.output_text.delta", **place, delta=piece, logprobs=[])
        part = {"type": "output_text", "text": "".join(step.pieces), "annotations": []}
        output.append({"type": "message", "id": "m", "role": "assistant", "status": "completed", "content": [part]})
    else:
        for name, arguments in step.calls:
            call = {"type": "function_call", "call_id": _id(), "name": name, "arguments": json.dumps(arguments)}
            output.append({**call, "id": _id(), "status": "completed"})
        for index, item in enumerate(output):
            yield event("response.output_item.done", output_index=index, item=item)
    answer = {"id": "r", "object": "response", "created_at": 1, "model": "stub", "status": "completed", "tools": []}
    more = {"output": output, "parallel_tool_calls": True, "tool_choice": "auto"}
    yield event("response.completed", response=answer | more)


_ids = iter(range(10**9))


def _id() -> str:
    return f"call_{next(_ids)}"
