"""Records what the threads of this process wait for, and whom."""

from hello.observe.recorder.recording import Recorder, recording

__all__ = ["Recorder", "recording"]
