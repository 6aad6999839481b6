// Signing in. The tokens are held here and nowhere else: they go with the page.
import { language } from "./words.js";

let tokens = null;

async function post(path, body) {
  const headers = { "Content-Type": "application/json", "Accept-Language": language };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.detail);
  tokens = { ...told, until: Date.now() + told.expires_in * 1000 };
}

/** Signs in and gives the name of who did. */
export async function signIn(username, password) {
  await post("/api/v1/sessions", { username, password });
  const me = await fetch("/api/v1/me", { headers: { Authorization: `Bearer ${tokens.access_token}` } });
  return me.ok ? (await me.json()).display_name : username;
}

/** Ends the session. */
export async function signOut() {
  const bearer = await authorization();
  tokens = null;
  if (bearer) await fetch("/api/v1/sessions/current", { method: "DELETE", headers: { Authorization: bearer } });
}

/** What a request carries; renewed half a minute before it would expire. */
export async function authorization() {
  if (tokens && tokens.until - Date.now() < 30_000) {
    const { refresh_token } = tokens;
    tokens = null;
    try {
      await post("/api/v1/sessions/refresh", { refresh_token });
    } catch {
      document.dispatchEvent(new Event("session-ended"));
    }
  }
  return tokens && `Bearer ${tokens.access_token}`;
}
