package dev.argand.search.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerJvmIT {
  @TempDir Path folder;

  /** Dies as the JVM does when natives fail, with words of its own. */
  static final class Dying {
    private Dying() {}

    public static void main(String[] words) {
      System.err.println("last words of " + words[0]);
      System.exit(3);
    }
  }

  /** Two requests for the same run have one log: neither takes away what the other's says. */
  @Test
  void run_asSecondWithTheSameLog_keepsWhatTheFirstSaid() {
    Path log = folder.resolve("worker.log");
    for (String name : List.of("one", "two")) {
      assertThatThrownBy(() -> WorkerJvm.run(Dying.class, List.of(name), log, progress -> {}))
          .isInstanceOf(SearchException.class)
          .hasMessageContaining("exit code 3");
    }
    assertThat(log).content().contains("last words of one", "last words of two");
  }
}
