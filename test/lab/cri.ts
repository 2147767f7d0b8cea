// The kubelet's call: `PullImage` of the container runtime interface, over the runtime's socket.
// Source: k8s.io/cri-api `runtime/v1/api.proto`, of which `cri.proto` has the part that is used.
import { fileURLToPath } from "node:url";
import { Client, credentials, loadPackageDefinition, type ServiceError, status } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

export type Pull =
  | { readonly kind: "pulled" }
  /** `code`: gRPC's name of it (`NotFound`); `words`: what the kubelet is told. */
  | { readonly kind: "failed"; readonly code: string; readonly words: string };

export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface Runtime {
  /** One attempt, as the kubelet makes it; what takes longer than `timeoutMs` is `DeadlineExceeded`. */
  readonly pull: (image: string, login: Login | null, timeoutMs: number) => Promise<Pull>;
  readonly remove: (image: string) => Promise<void>;
  readonly close: () => void;
}

type Call = (request: object, options: object, done: (error: ServiceError | null, answer?: unknown) => void) => void;

/** Waits until somebody answers at the socket. */
export async function connectRuntime(socket: string, timeoutMs: number): Promise<Runtime> {
  const definition = loadPackageDefinition(loadSync(fileURLToPath(new URL("cri.proto", import.meta.url)), {}));
  const service = serviceIn(definition);
  const client = new service(`unix:${socket}`, credentials.createInsecure());
  await new Promise<void>((resolve, reject) => {
    client.waitForReady(Date.now() + timeoutMs, (error) => (error === undefined ? resolve() : reject(error)));
  });
  const call = async (
    name: "PullImage" | "RemoveImage",
    request: object,
    deadlineMs: number,
  ): Promise<ServiceError | null> => {
    const method: unknown = Reflect.get(client, name);
    if (!isCall(method)) throw new Error(`cri.proto has no ${name}`);
    return new Promise((resolve) => {
      method.call(client, request, { deadline: Date.now() + deadlineMs }, (error) => resolve(error));
    });
  };
  return {
    pull: async (image, login, deadlineMs) => {
      const error = await call(
        "PullImage",
        { image: { image }, ...(login === null ? {} : { auth: login }) },
        deadlineMs,
      );
      if (error === null) return { kind: "pulled" };
      // Whoever isn't there has refused nothing.
      if (error.code === status.UNAVAILABLE) throw new Error(`containerd is gone: ${error.details}`);
      return { kind: "failed", code: codeName(error.code), words: error.details };
    },
    remove: async (image) => void (await call("RemoveImage", { image: { image } }, timeoutMs)),
    close: () => client.close(),
  };
}

/** `NOT_FOUND` → `NotFound`, as Go's gRPC prints it. */
function codeName(code: number): string {
  const name = status[code] ?? "UNKNOWN";
  return name
    .toLowerCase()
    .split("_")
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join("");
}

function serviceIn(definition: unknown): typeof Client {
  const found = ["runtime", "v1", "ImageService"].reduce<unknown>(
    (place, key) => (typeof place === "object" && place !== null ? Reflect.get(place, key) : undefined),
    definition,
  );
  if (!isClientClass(found)) throw new Error("cri.proto has no ImageService");
  return found;
}

function isClientClass(value: unknown): value is typeof Client {
  return typeof value === "function" && value.prototype instanceof Client;
}

function isCall(value: unknown): value is Call {
  return typeof value === "function";
}
