"""LangChain's side, run as a script by an interpreter that has it: ``PYTHON peer.py CHUNKS.json MODEL``.

It stands alone, since that interpreter needs nothing of ours. Loading the model counts, importing doesn't.
"""

# mypy: disable-error-code="import-not-found"

import json
import resource
import sys
import time
from pathlib import Path

from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings

if __name__ == "__main__":
    chunks = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    documents = [Document(page_content=chunk) for chunk in chunks]
    start = time.perf_counter()
    embeddings = HuggingFaceEmbeddings(
        model_name=sys.argv[2], encode_kwargs={"normalize_embeddings": True}, model_kwargs={"device": "cpu"}
    )
    FAISS.from_documents(documents, embeddings)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    print(json.dumps({"seconds": seconds, "chunks": len(chunks), "peak_mib": peak}))
