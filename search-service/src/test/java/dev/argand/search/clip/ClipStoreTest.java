package dev.argand.search.clip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipStoreTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

  @TempDir Path folder;

  @Test
  void whatNobodyAnnounced_isDeletedOnceItIsOld() throws Exception {
    ClipStore store = new ClipStore(folder);
    String kept = store.put(new byte[] {1});
    String left = store.put(new byte[] {2});
    String young = store.put(new byte[] {3});
    Path aside = Files.write(folder.resolve(".aside-0123456789abcdef"), new byte[] {4});
    Path foreign = Files.write(folder.resolve("notes.txt"), new byte[] {5});
    for (Path file : new Path[] {store.path(kept), store.path(left), aside, foreign}) {
      Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(60)));
    }
    Files.setLastModifiedTime(store.path(young), FileTime.from(NOW));

    assertThat(store.deleteOthers(Set.of(kept), NOW)).isEqualTo(2);
    assertThat(store.path(kept)).exists();
    assertThat(store.path(young)).exists();
    assertThat(foreign).exists();
    assertThat(store.path(left)).doesNotExist();
    assertThat(aside).doesNotExist();
  }

  @Test
  void filesThatAreGone_areMissing() throws Exception {
    ClipStore store = new ClipStore(folder);
    String there = store.put(new byte[] {1});
    String gone = store.put(new byte[] {2});
    Files.delete(store.path(gone));

    assertThat(store.missing(Set.of(there, gone))).containsExactly(gone);
  }
}
