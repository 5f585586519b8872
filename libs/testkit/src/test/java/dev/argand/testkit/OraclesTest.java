package dev.argand.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OraclesTest {
  @Test
  void naiveDft_knownSpectra() {
    // A cosine of bin 1 over four samples, and a sine of bin 1: N/2 and -i N/2.
    assertThat(NaiveDft.real(new double[] {1, 0, -1, 0}))
        .containsExactly(new double[] {0, 0, 2, 0, 0, 0}, within(1e-15));
    assertThat(NaiveDft.real(new double[] {0, 1, 0, -1}))
        .containsExactly(new double[] {0, 0, 0, -2, 0, 0}, within(1e-15));
  }

  @Test
  void naiveDft_inverse_undoesForward() {
    double[] signal = {1, -2, 3, 0.5, -0.25, 7, 0, 1, 2, 2};
    assertThat(NaiveDft.inverse(NaiveDft.complex(signal))).containsExactly(signal, within(1e-14));
  }

  @Test
  void centralDifference_acceptsTheGradientOfACubic() {
    double[] x = {0.5, -1.25};
    double[] analytic = {3 * x[0] * x[0] * x[1], x[0] * x[0] * x[0]};
    CentralDifference.check(OraclesTest::cubic, x, analytic, 1e-5, 1e-8, 1e-9);
  }

  @Test
  void centralDifference_refusesAFlippedSignAndNan() {
    double[] x = {0.5, -1.25};
    double[] flipped = {3 * x[0] * x[0] * x[1], -x[0] * x[0] * x[0]};
    assertThatThrownBy(() -> CentralDifference.check(OraclesTest::cubic, x, flipped, 1e-5, 1e-6, 0))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("coordinate 1");
    double[] nan = {Double.NaN, x[0] * x[0] * x[0]};
    assertThatThrownBy(() -> CentralDifference.check(OraclesTest::cubic, x, nan, 1e-5, 1e-6, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("coordinate 0");
  }

  @Test
  void manualClock_movesOnlyWhenTold_andSharesAcrossZones() {
    ManualClock clock = new ManualClock(Instant.EPOCH);
    var elsewhere = clock.withZone(ZoneId.of("Europe/Paris"));
    clock.advance(Duration.ofMillis(250));
    assertThat(clock.millis()).isEqualTo(250);
    assertThat(elsewhere.millis()).isEqualTo(250);
  }

  @Test
  void goldens_flattenNestedNumbers_andRefuseText(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("golden.json");
    Files.writeString(file, "{\"shape\": [2, 2], \"re\": [[1, 2], [3, 4.5]], \"im\": [\"x\"]}");
    JsonNode golden = Goldens.read(file);
    assertThat(Goldens.shape(golden)).containsExactly(2, 2);
    assertThat(Goldens.numbers(golden, "re")).containsExactly(1, 2, 3, 4.5);
    assertThatThrownBy(() -> Goldens.numbers(golden, "im")).hasMessageContaining("\"x\"");
    assertThatThrownBy(() -> Goldens.numbers(golden, "no")).hasMessageContaining("'no'");
  }

  private static double cubic(double[] x) {
    return x[0] * x[0] * x[0] * x[1];
  }
}
