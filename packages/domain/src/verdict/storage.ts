import type { VerdictReason } from '@evenkeel/contract';
import { novaInWords, reaches } from '../microversion.ts';
import type { StaticInput } from './input.ts';
import { error, information } from './reason.ts';

/**
 * The block setting against what is known of the disks (nova/virt/libvirt/driver.py check_can_live_migrate_source).
 * Whether two hosts share their storage is nowhere in the API: automatic is right in every case.
 */
export function storageReasons(input: StaticInput): VerdictReason[] {
  const { instance, source, destination, options, cloud } = input;
  const automatic = options.blockMigration === 'auto';
  const hasAutomatic = !cloud || cloud.computeVersion === null || reaches(cloud.computeVersion, 25);
  if (automatic && hasAutomatic) return [];
  const { bootsFromVolume, localDiskGb, name } = instance;
  const nothingLocal = bootsFromVolume === true && localDiskGb === 0;
  if (options.blockMigration === 'yes') {
    if (nothingLocal) {
      const message = `${name} boots from a volume and has no disk on its host: Nova refuses to copy its disks. Choose Automatic or No.`;
      return [error('block-volume-backed', message)];
    }
    return [unknownStorage('shared', 'Yes', input)];
  }
  if (nothingLocal) return [];
  const reasons = [unknownStorage('their own', 'No', input)];
  if (!automatic) return reasons;
  const message = `${novaInWords(cloud?.computeVersion ?? null)} can not choose by itself whether disks have to be copied (2.25 can): No is sent. Where ${source?.name ?? 'its host'} and ${destination.name} do not share their disks, choose Yes.`;
  return [information('block-no-automatic', message), ...reasons];
}

function unknownStorage(
  kind: 'shared' | 'their own',
  choice: string,
  { source, destination }: StaticInput,
): VerdictReason {
  const message = `Whether ${source?.name ?? 'its host'} and ${destination.name} share their disks is not known because Nova does not show it; with ${kind} disks it refuses Block Migration: ${choice}.`;
  return information('storage-unknown', message);
}
