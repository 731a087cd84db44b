// Stands in for https://checkout.razorpay.com/v1/checkout.js: the same constructor, a window with two buttons.
(() => {
  const post = async (path, body) => {
    const response = await fetch(`ADDRESS/fake/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return response.json();
  };
  window.Razorpay = class {
    constructor(options) {
      if (!options.key || !(options.order_id || options.subscription_id)) throw new Error("key and order_id");
      this.options = options;
      this.listeners = {};
    }
    on(event, listener) {
      this.listeners[event] = listener;
    }
    open() {
      const { options } = this;
      const what = { order_id: options.order_id ?? "", subscription_id: options.subscription_id ?? "" };
      const dialog = document.createElement("dialog");
      dialog.setAttribute("aria-label", "Razorpay (stand-in)");
      const add = (text, act) => {
        const button = document.createElement("button");
        button.textContent = text;
        button.onclick = act;
        dialog.append(button);
      };
      const close = () => {
        dialog.close();
        dialog.remove();
      };
      add("Pay with UPI", async () => {
        const answer = await post("pay", what);
        close();
        options.handler(answer);
      });
      add("Let the bank refuse", async () => {
        const answer = await post("fail", what);
        this.listeners["payment.failed"]?.(answer);
      });
      add("Close", () => {
        close();
        options.modal?.ondismiss?.();
      });
      document.body.append(dialog);
      dialog.showModal();
    }
  };
})();
