/** The choices beside the words: shape, style, model, quality, and the seed under "More options". On phones all but the shape are under it. */
import {
  ChevronDown,
  Cpu,
  Gem,
  Palette,
  RectangleHorizontal,
  RectangleVertical,
  SlidersHorizontal,
  Square,
} from "lucide-react";
import { lazy, Suspense } from "react";
import type { AspectRatio, FlowOptions } from "../../api/types.ts";
import { classNames } from "../../ui/class-names.ts";
import { keepTrying } from "../../ui/keep-trying.ts";
import { SelectMenu } from "../../ui/select-menu.tsx";
import { type ComposerOptions, ratioOf } from "./input-options.ts";
import { modelChoices, stylesOf } from "./model-choices.ts";
import { OptionButton } from "./OptionButton.tsx";
import type { CacheChoice } from "./use-cached-offer.ts";

/** Popover, sheet and field come a moment after the composer: its button is there from the first frame. */
const MoreOptions = lazy(async () => ({
  default: (await keepTrying(() => import("./MoreOptions.tsx"))).MoreOptions,
}));

type OptionBarProps = {
  offered: FlowOptions;
  options: ComposerOptions;
  onChange: (options: ComposerOptions) => void;
  /** What the server said about the seed. */
  seedError?: string;
  cache: CacheChoice;
  /** In a thread, until it is used, only the shape shows. */
  short?: boolean;
};

export function OptionBar({ offered, options, onChange, seedError, cache, short }: OptionBarProps) {
  const models = modelChoices(offered);
  const model = models.find(({ id }) => id === options.model);
  const styles = stylesOf(options.model, offered);
  const style = offered.styles.find(({ id }) => id === options.style);
  const quality = offered.qualities.find(({ id }) => id === options.quality);
  return (
    <div className={classNames("flex min-w-0 items-center gap-0.5", short && "max-sm:hidden")}>
      <SelectMenu
        label="Shape"
        value={options.aspectRatio}
        options={offered.aspectRatios.map(({ id, label }) => ({
          value: id,
          label,
          note: id,
          icon: <AspectIcon ratio={id} />,
        }))}
        onChange={(aspectRatio) => onChange({ ...options, aspectRatio })}
        trigger={
          <OptionButton label={`Shape: ${options.aspectRatio}`}>
            <AspectIcon ratio={options.aspectRatio} />
            <b className="font-medium text-body">{options.aspectRatio}</b>
          </OptionButton>
        }
      />
      {styles.length > 1 && (
        <SelectMenu
          label="Style"
          value={options.style}
          options={styles.map(({ id, label, neural }) => ({
            value: id,
            label,
            note: neural ? "Neural style" : undefined,
          }))}
          onChange={(next) => onChange({ ...options, style: next })}
          trigger={
            <OptionButton label={`Style: ${style?.label ?? options.style}`} className="max-sm:hidden">
              <Palette aria-hidden="true" size={16} />
              <b className="font-medium text-body">{style?.label ?? options.style}</b>
              <ChevronDown aria-hidden="true" size={14} />
            </OptionButton>
          }
        />
      )}
      {!short && (
        <>
          {models.length > 1 && (
            <SelectMenu
              label="Model"
              value={options.model}
              options={models.map(({ id, label, note }) => ({ value: id, label, note }))}
              onChange={(model) => onChange({ ...options, model })}
              trigger={
                <OptionButton label={`Model: ${model?.label ?? options.model}`} className="max-sm:hidden">
                  <Cpu aria-hidden="true" size={16} />
                  <b className="max-w-32 truncate font-medium text-body">{model?.label ?? options.model}</b>
                </OptionButton>
              }
            />
          )}
          <SelectMenu
            label="Quality"
            value={options.quality}
            options={offered.qualities.map(({ id, label, width1x1 }) => ({
              value: id,
              label,
              note: `${width1x1} × ${width1x1} as a square`,
            }))}
            onChange={(next) => onChange({ ...options, quality: next })}
            trigger={
              <OptionButton label={`Quality: ${quality?.label ?? options.quality}`} className="max-sm:hidden">
                <Gem aria-hidden="true" size={16} />
                <b className="font-medium text-body">{quality?.label ?? options.quality}</b>
              </OptionButton>
            }
          />
          <Suspense
            fallback={
              <OptionButton label="More options" disabled>
                <SlidersHorizontal aria-hidden="true" size={16} />
              </OptionButton>
            }
          >
            <MoreOptions
              offered={offered}
              options={options}
              onChange={onChange}
              seedError={seedError}
              cache={cache}
            />
          </Suspense>
        </>
      )}
    </div>
  );
}

function AspectIcon({ ratio }: { ratio: AspectRatio }) {
  const value = ratioOf(ratio);
  const Icon = value === 1 ? Square : value > 1 ? RectangleHorizontal : RectangleVertical;
  return <Icon aria-hidden="true" size={16} />;
}
