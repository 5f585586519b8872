package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.inference.state.Cursor;
import dev.argand.schemas.avro.Route;
import dev.argand.signal.FrontEnd;
import org.junit.jupiter.api.Test;

class RouteStreamTest {
  private static final FrontEnd FRONT_END = Rig.SMALL;

  @Test
  void open_whereAudioIsGone_passesWindowsOver_andSaysHowMany() {
    Cursor cursor = new Cursor(Route.CHAMPION, FRONT_END.digest(), 2, 0);
    RouteStream route = new RouteStream(Route.CHAMPION, 8_000, cursor);

    // Window 4 starts at sample 4096; nothing earlier than 4000 is left.
    assertThat(route.open(FRONT_END, FRONT_END.digest(), 0, 4_000)).isEqualTo(2);
    assertThat(route.cursor().nextWindow()).isEqualTo(4);
    assertThat(route.firstNeededSample()).isBetween(4_000L, 4_096L);
  }

  @Test
  void open_withAllAudio_passesNothingOver() {
    Cursor cursor = new Cursor(Route.CHAMPION, FRONT_END.digest(), 2, 0);
    RouteStream route = new RouteStream(Route.CHAMPION, 8_000, cursor);

    assertThat(route.open(FRONT_END, FRONT_END.digest(), 0, 0)).isZero();
    assertThat(route.cursor().nextWindow()).isEqualTo(2);
  }
}
