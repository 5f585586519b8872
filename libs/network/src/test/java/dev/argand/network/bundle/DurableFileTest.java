package dev.argand.network.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
  @TempDir Path folder;

  @Test
  void write_toAFullDisk_namesTheFileAndLeavesNothing() {
    Path target = folder.resolve("config.json");
    assertThatThrownBy(
            () ->
                DurableFile.write(
                    target,
                    out -> {
                      throw new IOException("No space left on device");
                    },
                    aside -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage(target + " cannot be written: No space left on device");
    assertThat(folder).isEmptyDirectory();
  }
}
