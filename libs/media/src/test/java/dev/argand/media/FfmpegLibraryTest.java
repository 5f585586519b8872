package dev.argand.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;

class FfmpegLibraryTest {
  @Test
  void message_endsWhereFfmpegEndsIt() {
    assertThat(FfmpegLibrary.message(avutil.AVERROR_EOF)).isEqualTo("End of file");
    assertThat(FfmpegLibrary.message(avutil.AVERROR_INVALIDDATA))
        .isEqualTo("Invalid data found when processing input");
  }
}
