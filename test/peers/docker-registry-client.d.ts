// What ask.ts takes of docker-registry-client 3.4.0, which brings no types: as its lib/common.js and lib/registry-client-v2.js have it.
declare module "docker-registry-client" {
  interface Repository {
    readonly tag?: string;
    readonly digest?: string;
  }

  interface Options {
    readonly repo: Repository;
    readonly username?: string;
    readonly password?: string;
    readonly acceptManifestLists?: boolean | undefined;
    readonly maxSchemaVersion?: number | undefined;
  }

  interface Response {
    readonly headers: Readonly<Record<string, string | undefined>>;
  }

  type Callback = (error: unknown, manifest: unknown, response: Response, text: string) => void;

  interface Client {
    readonly getManifest: (options: { readonly ref: string }, callback: Callback) => void;
    readonly close: () => void;
  }

  const client: {
    readonly parseRepoAndRef: (image: string) => Repository;
    readonly createClientV2: (options: Options) => Client;
    readonly digestFromManifestStr: (text: string) => string;
  };
  export default client;
}
