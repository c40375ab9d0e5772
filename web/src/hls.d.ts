// hls.js describes its whole build only; the light one has the same names, without what no stream of ours has.
declare module 'hls.js/light' {
  export { default } from 'hls.js';
}
