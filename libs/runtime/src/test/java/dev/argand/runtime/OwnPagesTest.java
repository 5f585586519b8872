package dev.argand.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OwnPagesTest {
  private final OwnPages own = new OwnPages("127.0.0.1");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.0.0.1:9464",
        "127.1.2.3:1",
        "localhost",
        "LocalHost:9464",
        "argand.localhost:9464",
        "[::1]:9464",
        "[::1]",
        "[0:0:0:0:0:0:0:1]:9464"
      })
  void nameOfLoopback_isTaken(String host) {
    assertThat(own.objection(true, host, null)).isEmpty();
    assertThat(own.objection(false, host, null)).isEmpty();
    assertThat(own.objection(false, host, "http://" + host)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:9464",
        "127.0.0.1.evil.example:9464",
        "localhost.evil.example",
        "evillocalhost",
        "x127.0.0.1",
        "10.0.0.1:9464",
        "0.0.0.0:9464",
        "[::2]:9464",
        "[::1].evil.example",
        "localhost:9464:9464",
        ""
      })
  void anyOtherName_isRefused_forReadingToo(String host) {
    assertThat(own.objection(true, host, null)).get().asString().contains("Host").endsWith(host);
    assertThat(own.objection(false, host, "http://" + host)).isPresent();
  }

  @Test
  void nameThatItListensOn_isItsOwn() {
    assertThat(new OwnPages("Argand-Loopback").objection(true, "argand-loopback:1", null))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://evil.example",
    "http://127.0.0.1",
    "http://127.0.0.1:3000",
    "http://localhost:9464",
    "http://127.0.0.1:9464.evil.example",
    "null",
    "''"
  })
  void changeFromAPageOfAnotherSite_isRefused_andReadingIsNot(String origin) {
    assertThat(own.objection(false, "127.0.0.1:9464", origin))
        .contains(
            "Origin: http://127.0.0.1:9464 or none was expected, since there is no token; was "
                + origin);
    assertThat(own.objection(true, "127.0.0.1:9464", origin)).isEmpty();
  }

  @Test
  void programWithoutAHost_asOfHttp10_isTaken_andAPageNever() {
    assertThat(own.objection(false, null, null)).isEmpty();
    assertThat(own.objection(false, null, "http://evil.example")).isPresent();
  }
}
