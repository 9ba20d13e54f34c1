import { argocdChanges } from './argocd-changes.js';
import type { ChangeSender } from './change-sender.js';
import { genericChanges } from './generic-changes.js';
import { githubChanges } from './github-changes.js';
import { kubernetesChanges } from './kubernetes-changes.js';

/** Every sender of changes. */
export const changeSenders: readonly ChangeSender[] = [genericChanges, githubChanges, argocdChanges, kubernetesChanges];
