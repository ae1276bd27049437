// What the page asks of casekit; nobody else is ever asked.

/** A request that casekit refused: a sentence for the reader, and what kind of refusal it is. */
export class Refusal extends Error {
  constructor(status, { error = "", key = "" } = {}) {
    super(error);
    this.status = status;
    this.key = key;
  }
}

async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { credentials: "same-origin", cache: "no-store", redirect: "error", ...options });
  } catch {
    throw new Refusal(0, { key: "gone" });
  }
  if (answer.ok) return answer;
  throw new Refusal(answer.status, await answer.json().catch(() => ({})));
}

export async function get(path) {
  return (await ask(path)).json();
}

export async function post(path, body) {
  const headers = { "Content-Type": "application/json", "X-Casekit": "review" };
  return ask(path, { method: "POST", headers, body: JSON.stringify(body) });
}

/** Has the browser keep what a path answers as a file; the name it was given. */
export async function keepFile(answer) {
  const name = decodeURIComponent(answer.headers.get("X-File-Name") ?? "casekit");
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return name;
}

export const fetchFile = (path) => ask(path);
