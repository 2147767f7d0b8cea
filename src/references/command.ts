// A whole command in place of the image: what a registry's web page offers to copy.

/** The command and the image of `docker pull nginx:1.27`, where nothing else is there; else `null`. */
export function pullCommandIn(text: string): { readonly command: string; readonly image: string } | null {
  const [, command, image] =
    /^((?:sudo +)?(?:docker|podman|nerdctl|crictl) +(?:image +)?pull) +(\S+)$/.exec(text) ?? [];
  return command === undefined || image === undefined ? null : { command, image };
}

/** The image alone; every other text as it is. */
export function withoutCommand(text: string): string {
  return pullCommandIn(text)?.image ?? text;
}
