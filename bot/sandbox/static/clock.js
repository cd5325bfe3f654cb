// The bar with the bot's clock: what time it is for the bot, when the next digest is due, and ways to get there.

import { find, toast } from "./dom.js";
import { ask } from "./server.js";
import { nextName, nowName } from "./times.js";

const REFRESH_MS = 20000;

export function bindClock(onDayChange) {
  let base = Date.now();
  let since = performance.now();
  let next = null;
  let shownDay = null;
  let soon = null;

  const now = () => new Date(base + performance.now() - since);

  function show() {
    const date = now();
    find("clock-now").textContent = nowName(date);
    find("clock-now").dateTime = date.toISOString();
    if (shownDay !== null && shownDay !== date.toDateString()) onDayChange();
    shownDay = date.toDateString();
    find("clock-next").textContent = next ? `Next digest ${nextName(next, date)}` : "No digest planned yet";
  }

  function set(view) {
    base = Date.parse(view.now);
    since = performance.now();
    next = view.next_due ? new Date(view.next_due) : null;
    find("clock-jump").disabled = !next;
    show();
  }

  const refresh = async () => set(await ask("/clock"));

  async function move(to, button) {
    button.disabled = true;
    try {
      set(await ask("/clock", to));
    } catch (error) {
      toast(error.message);
    } finally {
      button.disabled = button.id === "clock-jump" && !next;
    }
  }

  find("clock-jump").addEventListener("click", (event) => move({ to: "next" }, event.currentTarget));
  for (const button of document.querySelectorAll("[data-advance]")) {
    button.addEventListener("click", () => move({ advance: Number(button.dataset.advance) }, button));
  }
  find("restart").addEventListener("click", async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    try {
      await ask("/restart", {});
      toast("The bot has been restarted.");
    } catch (error) {
      toast(error.message);
    } finally {
      button.disabled = false;
    }
  });
  setInterval(show, 1000);
  setInterval(() => refresh().catch(() => {}), REFRESH_MS);

  return {
    now,
    set,
    refresh,
    // What the bot writes may have planned a digest; ask once the burst is over.
    refreshSoon() { clearTimeout(soon); soon = setTimeout(() => refresh().catch(() => {}), 350); },
    offer({ next_due, restart }) {
      find("clock-jump").hidden = !next_due;
      find("clock-next").hidden = !next_due;
      find("restart").hidden = !restart;
    },
  };
}
