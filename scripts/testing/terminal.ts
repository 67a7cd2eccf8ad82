import { spawn } from 'node:child_process';

/** What a person does at a terminal: waits until a text is on the screen, then types keys. */
export type Turn = { readonly sees: string; readonly types: string };

/** What was on the screen, escape sequences and all, and how the program ended. */
export type Talked = { readonly screen: string; readonly code: number; readonly missed: readonly string[] };

/** Runs a program on a pseudo-terminal of its own, which Python makes, and plays a person at it. */
export const talk = async (
  argv: readonly string[],
  turns: readonly Turn[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Talked> => {
  const child = spawn('python3', ['-c', player, JSON.stringify({ argv, turns })], {
    cwd,
    env: { ...env, TERM: 'xterm' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk));
  await new Promise((ended) => child.once('close', ended));
  return JSON.parse(said);
};

/** Only what came after the last turn counts for the next; a minute of silence ends the program. */
const player = `
import fcntl, json, os, pty, select, signal, struct, sys, termios
play = json.loads(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    os.execvp(play["argv"][0], play["argv"])
screen, since, turns = b"", 0, play["turns"]
while True:
    if not select.select([terminal], [], [], 60)[0]:
        os.kill(pid, signal.SIGKILL)
        break
    try:
        chunk = os.read(terminal, 65536)
    except OSError:
        break
    if not chunk:
        break
    screen += chunk
    while turns and turns[0]["sees"].encode() in screen[since:]:
        since = len(screen)
        os.write(terminal, turns.pop(0)["types"].encode())
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
missed = [turn["sees"] for turn in turns]
print(json.dumps({"screen": screen.decode(errors="replace"), "code": code, "missed": missed}))
`;
