// 自测的先后给测试用的入口：build/web-test/quiz.cjs。
import { again, answered, merged, pick, read, summary, write, type Asked, type Kept, type Progress } from "../src/quiz/repeat"
import { serve } from "./shared/serve"

type Job =
  | { do: "answered"; before: Kept | null; right: boolean; today: string }
  | { do: "pick"; questions: Asked[]; progress: Progress; count: number; today: string; seed: number }
  | { do: "again"; queue: string[]; id: string }
  | { do: "summary"; ids: string[]; progress: Progress; today: string }
  | { do: "read"; text: string }
  | { do: "write"; progress: Progress }
  | { do: "merged"; ours: Progress; theirs: Progress }

/** 可以重来的随机数。 */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648
    return state / 2147483648
  }
}

export function run(job: Job): unknown {
  switch (job.do) {
    case "answered":
      return answered(job.before ?? undefined, job.right, job.today)
    case "pick":
      return pick(job.questions, job.progress, job.count, job.today, dice(job.seed))
    case "again":
      return again(job.queue, job.id)
    case "summary":
      return summary(job.ids, job.progress, job.today)
    case "read":
      return read(job.text)
    case "write":
      return write(job.progress)
    case "merged":
      return merged(job.ours, job.theirs)
  }
}

serve(run as never)
