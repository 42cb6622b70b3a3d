"""What a kernel answers to Tab and Shift-Tab, over Jupyter's protocol."""
import pytest
from jupyter_client.manager import start_new_kernel

from start import install
from start.java import SMALL_HEAP, Java

# The cursor is at the bar.
COMPLETED = {
    "MetaMmf.g|": "gcn(",
    "TrainConfig.defaults().withE|": "withEpochs(",
    "data.sp|": "split()",
    "Plots.lea|": "learningCurve(",
}
EXPLAINED = {
    "MetaMmf.gcn(|)": ["Dataset data, FusionConfig fusion, long seed", "MetaMMF_GCN, eq. (17) and (18)"],
    "TrainConfig.defaults().withEp|ochs(3)": ["int value", "Returns a copy with at most this many epochs"],
    "Tr|ainConfig.defaults()": ["The configuration of a training."],
    "data.spl|it()": ["Split Dataset.split()", "Returns the interactions in three parts: training, validation, test"],
}


@pytest.fixture(scope="module", params=["java", pytest.param("jjava", marks=pytest.mark.all)])
def client(request):
    """A kernel that knows a variable."""
    manager, client = start_new_kernel(kernel_name=install.notebooks(Java.default(heap=SMALL_HEAP), request.param))
    client.execute_interactive("var data = PlantedVideos.of(1L).dataset();", timeout=60)
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def at_bar(code):
    return code.replace("|", ""), code.index("|")


@pytest.mark.parametrize("code, expected", COMPLETED.items())
def test_tab(client, code, expected):
    answer = client.complete(*at_bar(code), reply=True, timeout=60)["content"]
    assert expected in answer.get("matches", [])


@pytest.mark.parametrize("code, expected", EXPLAINED.items())
def test_shift_tab(client, code, expected):
    answer = client.inspect(*at_bar(code), reply=True, timeout=60)["content"]
    text = answer.get("data", {}).get("text/plain", "")
    assert all(part in text for part in expected), text
