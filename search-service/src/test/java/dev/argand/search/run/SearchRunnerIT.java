package dev.argand.search.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.network.LoadGate;
import dev.argand.network.Recognizer;
import dev.argand.network.bundle.Bundle;
import dev.argand.search.data.DataSets;
import dev.argand.search.evaluate.EvaluationReport;
import dev.argand.search.evaluate.Evaluator;
import dev.argand.signal.AudioClip;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.WavWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in a worker JVM of their own. */
class SearchRunnerIT {
  @TempDir Path folder;

  /** That the same run makes the same model, bit for bit, is {@link ResumeIT}'s. */
  @Test
  void run_smokeProfile_makesALoadableModel() throws Exception {
    List<Progress> heard = new ArrayList<>();
    RunResult first =
        SearchRunner.run(request("bundled:events", folder.resolve("one")), heard::add);
    assertThat(heard).extracting(Progress::phase).contains("load", "search", "retrain", "publish");
    try (Recognizer one = LoadGate.load(first.bundle())) {
      EvaluationReport report =
          Evaluator.evaluate(
              one,
              DataSets.open("bundled:events"),
              clip -> clip.label().equals("bell"),
              ProgressListener.NONE);
      assertThat(report.n()).isEqualTo(60);
      assertThat(OnnxScores.worst(first.bundle(), DataSets.open("bundled:events").clips(), 100))
          .as("difference of ONNX Runtime's scores")
          .isLessThan(1e-4);
      assertThat(report.confusion()).containsOnlyKeys("bell");
    }
  }

  @Test
  void run_missingFolder_isOneLine() {
    SearchRequest request = request("/nonexistent/sounds", folder.resolve("none"));
    assertThatThrownBy(() -> SearchRunner.run(request, ProgressListener.NONE))
        .isInstanceOf(SearchException.class)
        .hasMessageContaining("/nonexistent/sounds")
        .hasMessageNotContaining("\n");
  }

  /** What {@code OddDataTest} shows of windows, through to a model. */
  @Test
  void run_oddLabelsAndLengths_makesAModelThatKeepsThem() throws Exception {
    Path sounds = folder.resolve("sounds");
    CounterRandom random = CounterRandom.of(2);
    for (String label : List.of("door  slam", "птица", "a<b>\"c\"")) {
      for (int group = 0; group < 3; group++) {
        int length = group == 0 ? 1 : label.equals("птица") && group == 1 ? 600 * 1_000 : 900;
        float[] samples = new float[length];
        for (int i = 0; i < length; i++) {
          samples[i] = (float) random.nextDouble(0.01, 0.3);
        }
        Files.createDirectories(sounds.resolve(label));
        WavWriter.write(
            sounds.resolve(label).resolve(group + ".wav"), new AudioClip(samples, 1_000));
      }
    }
    RunResult made =
        SearchRunner.run(request(sounds.toString(), folder.resolve("odd")), ProgressListener.NONE);
    assertThat(Bundle.read(made.bundle()).manifest().labels())
        .containsExactly("a<b>\"c\"", "background", "door  slam", "птица");
    assertThat(made.heldOutAccuracy()).isBetween(0.0, 1.0);
    assertThat(folder.resolve("odd/report.html")).content().contains("птица", "a&lt;b&gt;");
  }

  /** Other limits are PreflightTest's. */
  @Test
  void run_refusedBeforeItBegins_leavesNoFolder_andTellsOfNoProgress() {
    Path run = folder.resolve("refused");
    List<Progress> heard = new ArrayList<>();
    SearchRequest request = new SearchRequest("bundled:events", "smoke,max.parameters=1", 1, run);
    assertThatThrownBy(() -> SearchRunner.run(request, heard::add))
        .isInstanceOfSatisfying(SearchException.class, e -> assertThat(e.isInput()).isTrue())
        .hasMessageContaining("max.parameters (--max-params) must be at least")
        .hasMessageContaining("was 1")
        .hasMessageNotContaining("\n");
    assertThat(run).doesNotExist();
    assertThat(heard).isEmpty();
  }

  @Test
  void run_interrupted_endsTheWorker() throws Exception {
    Thread[] runner = new Thread[1];
    List<Throwable> thrown = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                SearchRunner.run(
                    request("bundled:events", folder.resolve("cut")),
                    progress -> {
                      if (progress.phase().equals("search")) {
                        runner[0].interrupt();
                      }
                    });
              } catch (SearchException | InterruptedException e) {
                thrown.add(e);
              }
            });
    runner[0] = thread;
    thread.start();
    thread.join();
    assertThat(thrown).hasSize(1).first().isInstanceOf(InterruptedException.class);
    try (Stream<Path> files = Files.list(folder.resolve("cut"))) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".argand"));
    }
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
  }

  private static SearchRequest request(String data, Path runFolder) {
    return new SearchRequest(data, "smoke", 5, runFolder);
  }
}
