declare global {
  namespace App {
    interface PageState {
      /** The post that lies over the page. */
      postId?: string;
    }
  }
}

export {};
