// 新书记入门的几页：打勾的清单，自测。
import { Quiz } from "../quiz/quiz"
import { ticks } from "./ticks"

function start(): void {
  document.querySelectorAll<HTMLElement>("[data-ticks]").forEach(ticks)
  const quiz = document.querySelector<HTMLElement>("[data-quiz]")
  if (quiz) new Quiz(quiz, document)
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start, { once: true })
else start()
