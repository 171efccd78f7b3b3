type Listener = (message: unknown) => void;

/** What the pool uses of a channel to a process. */
type Channel = { onMessage(listener: Listener): void; postMessage(message: unknown): void };

/**
 * @param shared the library's channel of all processes; it answers at once
 * @returns a channel that answers one process whenever it asks
 */
export function ownChannel(shared: Channel): Channel {
  let tell: Listener = () => {};
  return {
    onMessage(listener) {
      tell = listener;
    },
    postMessage(message) {
      let asking = true;
      shared.onMessage((answer) => {
        if (asking) tell(answer);
      });
      shared.postMessage(message);
      asking = false;
    },
  };
}
