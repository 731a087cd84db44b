/** The payment service's script: loaded on the checkout page only, where the policy allows it. */
import type { Checkout } from "../../api/billing-types.ts";

type Told = { razorpay_payment_id: string; razorpay_signature: string };
type Options = {
  key: string;
  order_id?: string;
  subscription_id?: string;
  name: string;
  description: string;
  handler: (told: Told) => void;
  modal: { ondismiss: () => void };
};
type Window_ = { open: () => void; on: (event: "payment.failed", listener: () => void) => void };

declare global {
  interface Window {
    Razorpay?: new (options: Options) => Window_;
  }
}

const loads = new Map<string, Promise<void>>();

function load(script: string): Promise<void> {
  const known = loads.get(script);
  if (known) return known;
  const loading = new Promise<void>((resolve, reject) => {
    const element = document.createElement("script");
    element.src = script;
    element.onload = () => resolve();
    element.onerror = () => {
      loads.delete(script);
      reject(new Error("The payment window could not be loaded. Check the connection, or a blocker."));
    };
    document.head.append(element);
  });
  loads.set(script, loading);
  return loading;
}

/** How the window was closed. `refused`: a try in it had failed, which says more than that it was closed. */
export type Ending =
  | { kind: "paid"; gatewayPaymentId: string; signature: string }
  | { kind: "dismissed"; refused: boolean };

/**
 * Opens the window and answers how it was closed. A try that failed leaves it open for another; it may be told of
 * before the window is closed or after.
 */
export async function openWindow(
  checkout: Checkout,
  description: string,
  onFailedTry: () => void,
): Promise<Ending> {
  if (!checkout.script || !checkout.keyId) throw new Error("This payment has no window.");
  await load(checkout.script);
  const Razorpay = window.Razorpay;
  if (!Razorpay) throw new Error("The payment window could not be loaded.");
  const { keyId, orderId, subscriptionId } = checkout;
  let refused = false;
  return new Promise((resolve) => {
    const opened = new Razorpay({
      key: keyId,
      ...(orderId ? { order_id: orderId } : {}),
      ...(subscriptionId ? { subscription_id: subscriptionId } : {}),
      name: "Marty Martin",
      description,
      handler: (told) =>
        resolve({
          kind: "paid",
          gatewayPaymentId: told.razorpay_payment_id,
          signature: told.razorpay_signature,
        }),
      modal: { ondismiss: () => resolve({ kind: "dismissed", refused }) },
    });
    opened.on("payment.failed", () => {
      refused = true;
      onFailedTry();
    });
    opened.open();
  });
}
