/** Where to go after signing in: a path of this site and nothing else. */
export function safeNext(next: string | null): string {
  // "//host" and "/\host" are other sites to a browser, and so is "/", a tab that it leaves out, "/host".
  return next && /^\/(?![/\\])[^\s\\]*$/.test(next) ? next : '/';
}
