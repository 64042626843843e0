import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { Setting } from './setting.tsx';

interface OperatorSettingProps {
  readonly name: string;
  readonly onChange: (name: string) => void;
}

/** Who is at the console. Saved when the field is left, or by Enter. */
export function OperatorSetting({ name, onChange }: OperatorSettingProps) {
  const [text, setText] = useState(name);
  const trimmed = text.trim();

  function save() {
    if (trimmed !== name) onChange(trimmed);
  }

  return (
    <Setting
      id="setting-operator"
      title="Operator"
      about="The name in the reports of revocations that are started here. Empty: the account of the operating system."
    >
      <TextInput
        aria-labelledby="setting-operator"
        maxLength={120}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Enter') save();
        }}
      />
    </Setting>
  );
}
