"""Watcher's vm_workload_consolidation in process, on a cloud written by balance-watcher.ts.

    python3 balance-watcher.py CLOUD.json PLAN.json

Nothing of Watcher is changed. Its data source says that nothing was measured, so that it takes what the flavors ask for,
as our plan by allocation does. Prints nothing; PLAN.json has the seconds and the migrations.
"""
import json
import logging
import sys
import time

from watcher.common import clients
from watcher.decision_engine.model import element, model_root
from watcher.decision_engine.strategy.strategies import vm_workload_consolidation

logging.disable(logging.CRITICAL)


class NothingMeasured(object):
    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return lambda *arguments, **named: None


def read_model(cloud):
    model = model_root.ModelRoot()
    for host in cloud['hosts']:
        model.add_node(element.ComputeNode(
            uuid=host['id'], hostname=host['name'], status='enabled', state='up', disabled_reason=None,
            memory=host['memoryMb'], memory_mb_reserved=0, memory_ratio=1.0,
            vcpus=host['vcpus'], vcpu_reserved=0, vcpu_ratio=float(host['vcpuRatio']),
            disk=host['diskGb'], disk_gb_reserved=0, disk_ratio=1.0))
    nodes = {host['name']: model.get_node_by_name(host['name']) for host in cloud['hosts']}
    for one in cloud['instances']:
        instance = element.Instance(
            uuid=one['id'], name=one['name'], state='active', memory=one['memoryMb'], disk=one['diskGb'],
            vcpus=one['vcpus'], metadata={}, project_id='00000000-0000-4000-8000-000000000000',
            watcher_exclude=False, locked=False)
        model.add_instance(instance)
        model.map_instance(instance, nodes[one['host']])
    return model


class Consolidation(vm_workload_consolidation.VMWorkloadConsolidation):
    model = None
    datasource_backend = NothingMeasured()

    @property
    def compute_model(self):
        return self.model


with open(sys.argv[1]) as source:
    cloud = json.load(source)
began = time.process_time()
Consolidation.model = read_model(cloud)
built = time.process_time()
strategy = Consolidation(config={}, osc=clients.OpenStackClients())
strategy.input_parameters = {}
strategy.do_execute()
ended = time.process_time()
migrations = [
    {'instance': action['input_parameters']['resource_id'], 'to': action['input_parameters']['destination_node']}
    for action in strategy.solution.actions if action['action_type'] == 'migrate']
with open(sys.argv[2], 'w') as target:
    json.dump({'seconds': ended - built, 'modelSeconds': built - began, 'migrations': migrations}, target)
