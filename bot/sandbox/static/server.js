// The sandbox's interface for scripts, and its stream of events.

export async function ask(path, body, method = body === undefined ? "GET" : "POST") {
  const options = body === undefined ? { method } : { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(`/sandbox${path}`, options);
  const content = await answer.json();
  if (!answer.ok) throw new Error(content.error || `The sandbox answered ${answer.status}.`);
  return content;
}

// Calls `onState(connected)` each time the stream opens or breaks; the browser connects again by itself.
export function follow(onEvent, onState) {
  const stream = new EventSource("/sandbox/events");
  stream.onopen = () => onState(true);
  stream.onerror = () => onState(false);
  stream.onmessage = (event) => onEvent(JSON.parse(event.data));
}
