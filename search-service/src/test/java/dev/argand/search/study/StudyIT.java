package dev.argand.search.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.network.FixedArchitecture;
import dev.argand.network.LoadGate;
import dev.argand.network.Recognizer;
import dev.argand.network.bundle.Bundle;
import dev.argand.network.onnx.OnnxExport;
import dev.argand.search.data.SoundKind;
import dev.argand.search.data.SyntheticData;
import dev.argand.search.report.StudyReport;
import dev.argand.search.run.Compute;
import dev.argand.search.run.ProgressListener;
import dev.argand.search.run.SearchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small study in worker processes, interrupted and begun again. */
class StudyIT {
  @TempDir Path folder;

  private static final String SMALL =
      """
      arms = random, bc-resnet
      profile = smoke
      architectures = 1
      all.retrain.epochs = 1
      all.retrain.steps.per.epoch = 4
      arm.random.search.method = random
      arm.bc-resnet.architecture = bc-resnet
      arm.bc-resnet.seeds = 1
      """;

  @Test
  void interruptedAndBegunAgain_endsAsOneThatWasNot() throws Exception {
    String data = folder.resolve("data").toString();
    new SyntheticData(List.of(SoundKind.BELL, SoundKind.WHISTLE), 6, 1, 3)
        .write(Path.of(data), done -> {});
    List<String> begun = new ArrayList<>();
    Thread me = Thread.currentThread();
    assertThatThrownBy(
            () ->
                study(data, Map.of())
                    .run(
                        Integer.MAX_VALUE,
                        listener(begun),
                        step -> {
                          // In the second run, as Ctrl-C would.
                          if (begun.size() == 2 && step.phase().equals("retrain")) {
                            me.interrupt();
                          }
                        }))
        .isInstanceOf(InterruptedException.class);
    assertThat(begun).containsExactly("random 0", "bc-resnet 0");

    begun.clear();
    StudyResult half = study(data, Map.of()).run(1, listener(begun), ProgressListener.NONE);
    assertThat(begun).containsExactly("bc-resnet 0");
    assertThat(half.runs()).hasSize(2);
    assertThat(half.notes()).anyMatch(note -> note.contains("2 of 3 runs are done"));

    begun.clear();
    Study study = study(data, Map.of());
    StudyResult whole = study.run(Integer.MAX_VALUE, listener(begun), ProgressListener.NONE);
    assertThat(begun).containsExactly("random 1");
    assertThat(whole.runs()).hasSize(3);
    assertThat(whole.arms()).extracting(StudyResult.ArmResult::runs).containsExactly(2, 1);
    assertThat(whole.pairs()).hasSize(1);
    // The second training is of the cells that the first drew.
    List<StudyRun> drawn = whole.runs().stream().filter(r -> r.arm().equals("random")).toList();
    assertThat(drawn.get(1).result().genotype()).isEqualTo(drawn.get(0).result().genotype());
    assertThat(drawn.get(1).result().digest()).isNotEqualTo(drawn.get(0).result().digest());
    assertThat(whole.runs()).allSatisfy(run -> assertThat(run.answers()).hasSize(whole.clips()));

    // A network of the literature is a model as any other.
    Path known = whole.runs().get(1).result().bundle();
    try (Recognizer model = LoadGate.load(known)) {
      assertThat(model.manifest().network().architecture()).isEqualTo(FixedArchitecture.BC_RESNET);
      assertThat(model.manifest().formatVersion()).isEqualTo(2);
      assertThat(model.manifest().provenance().method()).isEqualTo("bc-resnet");
    }
    assertThat(OnnxExport.of(Bundle.read(known))).isNotEmpty();

    StudyReport.write(study, whole);
    assertThat(Files.readString(study.root().resolve("report.html")))
        .contains("bc-resnet", drawn.get(0).result().runId(), "To know before believing it")
        .doesNotContain("http://", "https://");

    // Nothing is done again, and the figures are the same.
    FileTime before = newest(study.root().resolve("runs"));
    begun.clear();
    assertThat(study(data, Map.of()).run(9, listener(begun), ProgressListener.NONE))
        .isEqualTo(whole);
    assertThat(begun).isEmpty();
    assertThat(newest(study.root().resolve("runs"))).isEqualTo(before);
    assertThatThrownBy(() -> study(data, Map.of("seeds", "3")))
        .isInstanceOf(SearchException.class)
        .hasMessageContaining(study.id());
  }

  private Study study(String data, Map<String, String> changes) throws Exception {
    Path file = folder.resolve("small.properties");
    Files.writeString(file, SMALL);
    return Study.open(
        StudyPlan.read(file.toString(), changes),
        data,
        folder,
        folder.resolve("study"),
        Compute.PLAIN);
  }

  private static Study.Listener listener(List<String> begun) {
    return new Study.Listener() {
      @Override
      public void onRun(Arm arm, Arm.Place place, int number, int runs) {
        begun.add(arm.name() + " " + place.training());
      }

      @Override
      public void onDone(StudyRun run) {}
    };
  }

  private static FileTime newest(Path root) throws Exception {
    try (Stream<Path> files = Files.walk(root)) {
      FileTime newest = FileTime.fromMillis(0);
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        FileTime at = Files.getLastModifiedTime(file);
        newest = at.compareTo(newest) > 0 ? at : newest;
      }
      return newest;
    }
  }
}
