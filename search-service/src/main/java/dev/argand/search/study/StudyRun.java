package dev.argand.search.study;

import dev.argand.search.evaluate.Answer;
import dev.argand.search.run.RunResult;
import java.util.List;

/**
 * One of a study's runs that is done.
 *
 * @param arm its arm's name
 * @param place which of its runs
 * @param result what it made
 * @param answers what it said of every held-out clip
 */
public record StudyRun(String arm, Arm.Place place, RunResult result, List<Answer> answers) {
  public StudyRun {
    answers = List.copyOf(answers);
  }
}
