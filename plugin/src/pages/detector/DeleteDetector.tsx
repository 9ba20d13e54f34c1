import React, { useState } from 'react';
import { Button, ConfirmModal } from '@grafana/ui';
import { ProblemState } from '../../components/ProblemState';
import { useDeleteDetector } from '../../data/detectors';

interface Props {
  name: string;
  onDeleted: () => void;
}

/** Removes a detector once somebody has said yes. */
export const DeleteDetector = ({ name, onDeleted }: Props) => {
  const [asking, setAsking] = useState(false);
  const { mutate, isPending, error } = useDeleteDetector();
  return (
    <>
      <Button
        variant="destructive"
        fill="outline"
        icon="trash-alt"
        disabled={isPending}
        onClick={() => setAsking(true)}
      >
        Delete
      </Button>
      <ConfirmModal
        isOpen={asking}
        title="Delete the detector"
        body={`“${name}” stops watching at once. This cannot be taken back.`}
        confirmText="Delete"
        onDismiss={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          mutate(name, { onSuccess: onDeleted });
        }}
      />
      {error && <ProblemState error={error} what="It could not be deleted" />}
    </>
  );
};
