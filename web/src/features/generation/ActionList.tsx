/** The actions of a picture as rows, 44 pixels high: in the long-press sheet and at the foot of the details on small screens. */
import type { MediaAction } from "./media-actions.tsx";

type ActionListProps = { actions: MediaAction[]; onChosen?: () => void };

export function ActionList({ actions, onChosen }: ActionListProps) {
  return (
    <div className="grid">
      {actions.map(({ id, label, icon: Icon, run }) => (
        <button
          key={id}
          type="button"
          className="flex h-12 items-center gap-3 rounded-lg px-2 text-base text-body hover:bg-surface-3"
          onClick={() => {
            onChosen?.();
            run();
          }}
        >
          <Icon aria-hidden="true" size={20} className="text-muted" />
          {label}
        </button>
      ))}
    </div>
  );
}
