declare global {
  namespace App {
    interface Error {
      status: number;
      message: string;
      /** The code of the problem, when there was one. */
      code?: string;
    }
    interface PageState {
      /** The post that lies over the page. */
      postId?: string;
      /** The list that it was opened from, so that one can go on to the next. */
      within?: string;
    }
  }
}

export {};
