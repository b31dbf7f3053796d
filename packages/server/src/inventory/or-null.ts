import { CloudError } from '@evenkeel/openstack';

/** Null where the cloud answers that it does not know the thing (404). Every other failure is thrown. */
export async function orNull<Value>(answer: Promise<Value>): Promise<Value | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CloudError && error.status === 404) return null;
    throw error;
  }
}
