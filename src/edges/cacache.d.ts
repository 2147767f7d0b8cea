// cacache's modules one by one, typed as its index has them: the index loads glob with them, which is as large as all the rest.
declare module "cacache/lib/get.js" {
  export { get as default } from "cacache";
}
declare module "cacache/lib/put.js" {
  export { put as default } from "cacache";
}
