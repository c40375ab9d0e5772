/** The token behind the `#` of a letter's link; it leaves the address bar, and with it the history, at once. */
export function takeToken(): string {
  const token = location.hash.slice(1);
  if (token) history.replaceState(history.state, '', location.pathname + location.search);
  return token;
}
