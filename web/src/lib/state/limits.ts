/** The lengths that the server accepts, in graphemes. */
export const TITLE_MAX = 200;
export const CAPTION_MAX = 2200;
export const COMMENT_MAX = 2200;
export const ALT_MAX = 1500;
export const NAME_MAX = 64;
export const BIO_MAX = 500;
export const USERNAME_MAX = 30;
export const PHOTOS_MAX = 20;
