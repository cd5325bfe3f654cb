// Times as people say them, relative to the bot's clock, in the zone of this browser.

const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });
const full = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });
const withYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });

export const clockTime = (date) => time.format(date);

function daysBetween(from, to) {
  const midnight = (date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((midnight(to) - midnight(from)) / 86400000);
}

export function dayName(date, now) {
  const days = daysBetween(now, date);
  if (days === 0) return "Today";
  if (days === -1) return "Yesterday";
  return date.getFullYear() === now.getFullYear() ? full.format(date) : withYear.format(date);
}

export function nextName(date, now) {
  const days = daysBetween(now, date);
  const day = days <= 0 ? "today" : days === 1 ? "tomorrow" : weekday.format(date);
  return `${day} ${clockTime(date)}`;
}

export function listTime(date, now) {
  const days = daysBetween(now, date);
  if (days === 0) return clockTime(date);
  return days > -7 ? date.toLocaleDateString("en-GB", { weekday: "short" }) : date.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
}

export const nowName = (date) => `${weekday.format(date)}, ${clockTime(date)}`;
export const sameDay = (one, other) => daysBetween(one, other) === 0;
