import type { Key } from '#lib/i18n/core.ts';

declare global {
  namespace App {
    interface Error {
      status: number;
      message: string;
      /** The code of the problem, when there was one. */
      code?: string;
    }
    interface PageData {
      /** What the bar of a phone calls the page, and where its arrow leads; without, to where one comes from. */
      bar?: { title: Key; up?: string } | undefined;
    }
    interface PageState {
      /** The post that lies over the page. */
      postId?: string;
      /** The list that it was opened from, so that one can go on to the next. */
      within?: string;
    }
  }
}
